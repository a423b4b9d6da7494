package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The condition {@code filter} of a list, such as {@code date_from ge 1540819271 and not (name eq 'Work week')}.
 *
 * @param hql the same about the entity's attributes, empty without a condition
 * @param parameters of it, by name
 */
public record ListFilter(String hql, Map<String, Object> parameters) {

    private static final int MAX_LENGTH = 1000;

    private static final Map<String, String> OPERATORS =
            Map.of("eq", "=", "nq", "<>", "lt", "<", "gt", ">", "le", "<=", "ge", ">=");

    private static final Pattern TOKEN =
            Pattern.compile("\\s*([()]|'[^']*(?:''[^']*)*'|-?\\d{1,18}(?![\\w'])|[a-z_]+(?![\\w']))\\s*");

    /**
     * Reads a condition; null or blank is none.
     *
     * @throws Failure for what is not of the grammar
     */
    public static ListFilter parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return new ListFilter("", Map.of());
        }
        if (text.length() > MAX_LENGTH) {
            throw Listing.wrong();
        }
        return new Parser(text).parse();
    }

    /** Whether there is a condition at all. */
    public boolean isSet() {
        return !hql.isEmpty();
    }

    private static final class Parser {

        private final List<String> tokens = new ArrayList<>();
        private final StringBuilder hql = new StringBuilder();
        private final Map<String, Object> parameters = new HashMap<>();
        private int next;

        private Parser(String text) {
            Matcher token = TOKEN.matcher(text);
            int end = 0;
            while (end < text.length()) {
                if (!token.find(end) || token.start() != end) {
                    throw Listing.wrong();
                }
                tokens.add(token.group(1));
                end = token.end();
            }
        }

        private ListFilter parse() {
            either();
            if (next < tokens.size()) {
                throw Listing.wrong();
            }
            return new ListFilter(hql.toString(), parameters);
        }

        private void either() {
            both();
            while (take("or")) {
                hql.append(" or ");
                both();
            }
        }

        private void both() {
            one();
            while (take("and")) {
                hql.append(" and ");
                one();
            }
        }

        private void one() {
            if (take("not")) {
                hql.append("not ");
                one();
            } else if (take("(")) {
                hql.append('(');
                either();
                if (!take(")")) {
                    throw Listing.wrong();
                }
                hql.append(')');
            } else {
                comparison();
            }
        }

        private void comparison() {
            String field = token();
            String operator = OPERATORS.get(token());
            String value = token();
            boolean isText = value.startsWith("'");
            boolean fits = field.equals("name")
                    ? isText && ("=".equals(operator) || "<>".equals(operator))
                    : ListOrder.FIELDS.contains(field) && value.matches("-?\\d+");
            if (operator == null || !fits) {
                throw Listing.wrong();
            }
            String parameter = "filter" + parameters.size();
            hql.append(ListOrder.attribute(field) + " " + operator + " :" + parameter);
            parameters.put(
                    parameter,
                    isText ? value.substring(1, value.length() - 1).replace("''", "'") : (Object) Long.valueOf(value));
        }

        private boolean take(String token) {
            if (next < tokens.size() && tokens.get(next).equals(token)) {
                next++;
                return true;
            }
            return false;
        }

        private String token() {
            if (next == tokens.size()) {
                throw Listing.wrong();
            }
            return tokens.get(next++);
        }
    }
}
