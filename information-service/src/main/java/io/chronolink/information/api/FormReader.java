package io.chronolink.information.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a form as the tree that the same body has in JSON: {@code ids[0]=…}, {@code ids[]=…} or {@code ids=…} more than
 * once, {@code parent[id]=…} or {@code parent.id=…} (docs/dialects/information.md#forms). Values stay texts; one that
 * is empty is null.
 */
final class FormReader {

    private static final int LONGEST_NAME = 200;
    private static final Pattern NAME = Pattern.compile("[^.\\[\\]]+(?:\\.[^.\\[\\]]+|\\[[^.\\[\\]]*])*");
    private static final Pattern STEP = Pattern.compile("[^.\\[\\]]+|(?<=\\[)(?=])");
    private static final Pattern PLACE = Pattern.compile("[0-9]{1,9}");
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private FormReader() {}

    /**
     * @param charset of the bytes that the form's escapes stand for
     * @throws IllegalArgumentException for anything that is no form, and for bytes that are no text in the charset
     */
    static JsonNode read(byte[] body, Charset charset) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.ISO_8859_1).split("&", -1)) {
            if (!pair.isEmpty()) {
                int sign = pair.indexOf('=');
                String name = text(sign < 0 ? pair : pair.substring(0, sign), charset);
                String value = sign < 0 ? "" : text(pair.substring(sign + 1), charset);
                add(members, name, value);
            }
        }
        return node(members);
    }

    /** @param escaped a character for each byte */
    private static String text(String escaped, Charset charset) {
        byte[] bytes = URLDecoder.decode(escaped, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.ISO_8859_1);
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("no text in " + charset, e);
        }
    }

    private static void add(Map<String, Object> members, String name, String value) {
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("no name of a member");
        }
        List<String> steps = new ArrayList<>();
        for (Matcher step = STEP.matcher(name); step.find(); ) {
            steps.add(step.group());
        }
        if (steps.get(steps.size() - 1).isEmpty()) {
            steps.remove(steps.size() - 1);
        }
        Map<String, Object> parent = members;
        for (String step : steps.subList(0, steps.size() - 1)) {
            parent = members(parent.computeIfAbsent(step, none -> new LinkedHashMap<String, Object>()));
        }
        Object values = parent.computeIfAbsent(steps.get(steps.size() - 1), none -> new ArrayList<String>());
        if (!(values instanceof List)) {
            throw new IllegalArgumentException("a member with and without members");
        }
        texts(values).add(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> members(Object value) {
        if (value instanceof Map) {
            return (Map<String, Object>) value;
        }
        throw new IllegalArgumentException("a member with and without members");
    }

    @SuppressWarnings("unchecked")
    private static List<String> texts(Object value) {
        return (List<String>) value;
    }

    private static JsonNode node(Object value) {
        if (value instanceof List) {
            List<String> texts = texts(value);
            return texts.size() == 1 ? text(texts.get(0)) : array(texts);
        }
        Map<String, Object> members = members(value);
        if (!members.isEmpty()
                && members.keySet().stream()
                        .allMatch(name -> PLACE.matcher(name).matches())) {
            Map<Integer, Object> places = new TreeMap<>();
            members.forEach((name, each) -> places.put(Integer.valueOf(name), each));
            ArrayNode items = JSON.arrayNode();
            places.values().forEach(each -> items.add(node(each)));
            return items;
        }
        ObjectNode object = JSON.objectNode();
        members.forEach((name, each) -> object.set(name, node(each)));
        return object;
    }

    private static ArrayNode array(List<String> texts) {
        ArrayNode items = JSON.arrayNode();
        texts.forEach(text -> items.add(text(text)));
        return items;
    }

    private static JsonNode text(String text) {
        return text.isEmpty() ? JSON.nullNode() : JSON.textNode(text);
    }
}
