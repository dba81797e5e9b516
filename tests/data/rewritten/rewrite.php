<?php
// Reads a JSON list of event bodies in base64 and writes, for each, the list of its bodies as PHP writes them again.
function written(string $body): array {
    $event = json_decode($body);
    $flags = [0, JSON_UNESCAPED_SLASHES, JSON_UNESCAPED_UNICODE, JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE];
    return array_map(fn ($flag) => base64_encode(json_encode($event, $flag)), $flags);
}
$bodies = json_decode(stream_get_contents(STDIN));
echo json_encode(array_map(fn ($body) => written(base64_decode($body)), $bodies), JSON_UNESCAPED_SLASHES);
