// Reads a JSON list of event bodies in base64 and writes, for each, the list of its bodies as Gson or Jackson (the
// argument) write them again.
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

public class Rewrite {
    static List<String> gson(String body) {
        Gson gson = new Gson();
        return List.of(
            gson.toJson(JsonParser.parseString(body)),
            gson.toJson(gson.fromJson(body, Map.class)),
            new GsonBuilder().disableHtmlEscaping().create().toJson(JsonParser.parseString(body)));
    }

    static List<String> jackson(String body) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        return List.of(mapper.writeValueAsString(mapper.readTree(body)), mapper.readTree(body).toString());
    }

    public static void main(String[] arguments) throws Exception {
        ObjectMapper mapper = new ObjectMapper();
        String[] bodies = mapper.readValue(System.in, String[].class);
        List<List<String>> all = new ArrayList<>();
        for (String encoded : bodies) {
            String body = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            List<String> texts = arguments[0].equals("gson") ? gson(body) : jackson(body);
            List<String> written = new ArrayList<>();
            for (String text : texts) {
                written.add(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
            }
            all.add(written);
        }
        System.out.println(mapper.writeValueAsString(all));
    }
}
