package io.chronolink.profile.domain;

import io.chronolink.kit.web.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The condition {@code filter} of a list, such as {@code date_from ge 1540819271 and not (name eq 'Work week')}.
 *
 * @param sql the same for WHERE, with the parameters {@code :filter0}, {@code :filter1}
 * @param values of the parameters, in order
 */
public record ListFilter(String sql, List<Object> values) {

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
            return new ListFilter("true", List.of());
        }
        if (text.length() > MAX_LENGTH) {
            throw Listing.wrong();
        }
        return new Parser(text).parse();
    }

    /** Whether there is a condition at all. */
    public boolean isSet() {
        return !values.isEmpty();
    }

    private static final class Parser {

        private final List<String> tokens = new ArrayList<>();
        private final StringBuilder sql = new StringBuilder();
        private final List<Object> values = new ArrayList<>();
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
            return new ListFilter(sql.toString(), values);
        }

        private void either() {
            both();
            while (take("or")) {
                sql.append(" or ");
                both();
            }
        }

        private void both() {
            one();
            while (take("and")) {
                sql.append(" and ");
                one();
            }
        }

        private void one() {
            if (take("not")) {
                sql.append("not ");
                one();
            } else if (take("(")) {
                sql.append('(');
                either();
                if (!take(")")) {
                    throw Listing.wrong();
                }
                sql.append(')');
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
            sql.append(field).append(' ').append(operator).append(" :filter").append(values.size());
            values.add(
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
