# Installs momo for this user on Windows: momo.exe, into a folder that is put on the user's PATH.
#
#   install.ps1 [-Version VERSION] [-Bin FOLDER] [-From URL|FOLDER]
#   install.ps1 -Uninstall [-Bin FOLDER]
#
# Nobody has run this script on a real Windows yet.
param(
    [string]$Version = '@VERSION@',
    [string]$Bin = (Join-Path $env:LOCALAPPDATA 'Programs\momo'),
    [string]$From = '',
    [switch]$Uninstall
)
$ErrorActionPreference = 'Stop'

function Get-UserPath { @([Environment]::GetEnvironmentVariable('Path', 'User') -split ';' | Where-Object { $_ }) }

if ($Uninstall) {
    $exe = Join-Path $Bin 'momo.exe'
    if (-not (Test-Path $exe)) { throw "nothing was installed: there is no $exe" }
    Remove-Item $exe
    if (-not (Get-ChildItem $Bin)) { Remove-Item $Bin }
    $path = Get-UserPath | Where-Object { $_ -ne $Bin }
    [Environment]::SetEnvironmentVariable('Path', ($path -join ';'), 'User')
    Write-Output "removed $exe; bots and history stay"
    exit 0
}

$name = "momo-$Version-x86_64-pc-windows-msvc"
if (-not $From) { $From = "https://github.com/@REPOSITORY@/releases/download/v$Version" }
$work = Join-Path ([IO.Path]::GetTempPath()) ([Guid]::NewGuid())
New-Item -ItemType Directory $work | Out-Null
try {
    foreach ($file in "$name.zip", "$name.zip.sha256") {
        $to = Join-Path $work $file
        if ($From -match '^https?://') { Invoke-WebRequest "$From/$file" -OutFile $to -UseBasicParsing }
        else { Copy-Item (Join-Path $From $file) $to }
    }
    $expected = (Get-Content (Join-Path $work "$name.zip.sha256")).Split(' ')[0]
    $actual = (Get-FileHash (Join-Path $work "$name.zip") -Algorithm SHA256).Hash
    if ($expected -ne $actual) { throw "the checksum of $name.zip is not that of the release: nothing was installed" }
    Expand-Archive (Join-Path $work "$name.zip") $work
    New-Item -ItemType Directory -Force $Bin | Out-Null
    Copy-Item (Join-Path $work "$name\momo.exe") (Join-Path $Bin 'momo.exe') -Force
} finally {
    Remove-Item -Recurse -Force $work
}
if ((Get-UserPath) -notcontains $Bin) {
    [Environment]::SetEnvironmentVariable('Path', ((@(Get-UserPath) + $Bin) -join ';'), 'User')
    Write-Output "$Bin is on your PATH now; open a new terminal for it"
}
Write-Output "installed $(& (Join-Path $Bin 'momo.exe') --version) as $Bin\momo.exe; install.ps1 -Uninstall removes it"
