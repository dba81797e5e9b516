//! Enums whose variants have names in JSON, the database and the user interface.

/// Defines a `Copy` enum with a name for each variant. Serde reads and writes the names.
macro_rules! named {
    ($(#[$meta:meta])* $vis:vis enum $Enum:ident {
        $($(#[$variant_meta:meta])* $Variant:ident = $name:literal,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
        $vis enum $Enum {
            $($(#[$variant_meta])* #[serde(rename = $name)] $Variant,)+
        }

        impl $Enum {
            /// All variants in their order.
            $vis const ALL: [Self; [$($name),+].len()] = [$(Self::$Variant),+];

            /// Returns the name in JSON and in output.
            $vis fn name(self) -> &'static str {
                match self {
                    $(Self::$Variant => $name,)+
                }
            }

            /// Returns `None` for an unknown name.
            $vis fn from_name(name: &str) -> Option<Self> {
                Self::ALL.into_iter().find(|variant| variant.name() == name)
            }
        }
    };
}
pub(crate) use named;
