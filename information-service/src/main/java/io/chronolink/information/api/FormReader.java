package io.chronolink.information.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
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

    /** @throws IllegalArgumentException for anything that is no form */
    static JsonNode read(byte[] body) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String pair : new String(body, StandardCharsets.UTF_8).split("&", -1)) {
            if (!pair.isEmpty()) {
                int sign = pair.indexOf('=');
                String name = URLDecoder.decode(sign < 0 ? pair : pair.substring(0, sign), StandardCharsets.UTF_8);
                String value = sign < 0 ? "" : URLDecoder.decode(pair.substring(sign + 1), StandardCharsets.UTF_8);
                add(members, name, value);
            }
        }
        return node(members);
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
