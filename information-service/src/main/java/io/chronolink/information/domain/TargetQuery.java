package io.chronolink.information.domain;

import cz.jirutka.rsql.parser.RSQLParser;
import cz.jirutka.rsql.parser.RSQLParserException;
import cz.jirutka.rsql.parser.ast.AndNode;
import cz.jirutka.rsql.parser.ast.ComparisonNode;
import cz.jirutka.rsql.parser.ast.ComparisonOperator;
import cz.jirutka.rsql.parser.ast.LogicalNode;
import cz.jirutka.rsql.parser.ast.OrNode;
import cz.jirutka.rsql.parser.ast.RSQLOperators;
import cz.jirutka.rsql.parser.ast.RSQLVisitor;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Whom a notice is for: its {@code target_users_query} as a condition on {@code directory_user u}. The language is RSQL
 * over the members of users, such as {@code id_shift==d3d839d2-…;last_name==Nov*}; nothing at all is everybody.
 *
 * @param condition SQL
 * @param values what to bind, by name
 */
record TargetQuery(String condition, Map<String, Object> values) {

    private static final int MAX_LENGTH = 1000;

    private static final Map<String, String> TEXTS = Map.of(
            "code", "u.code",
            "code2", "u.code2",
            "title", "u.title",
            "first_name", "u.first_name",
            "last_name", "u.last_name",
            "email", "u.email");

    private static final Map<String, String> GUIDS =
            Map.of("id", "u.id", "id_shift", "u.shift_id", "id_user_work_position", "u.work_position_id");

    private static final RSQLParser PARSER = new RSQLParser(
            Set.of(RSQLOperators.EQUAL, RSQLOperators.NOT_EQUAL, RSQLOperators.IN, RSQLOperators.NOT_IN));

    /**
     * The condition of a query.
     *
     * @param prefix of the names of values, so that several queries fit into one statement
     * @return empty for a query that cannot be understood, which so reaches nobody
     */
    static Optional<TargetQuery> of(String query, String prefix) {
        if (query.isBlank()) {
            return Optional.of(new TargetQuery("true", Map.of()));
        }
        if (query.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            Conditions conditions = new Conditions(prefix);
            String condition = PARSER.parse(query).accept(conditions, null);
            return Optional.of(new TargetQuery(condition, conditions.values));
        } catch (RSQLParserException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static final class Conditions implements RSQLVisitor<String, Void> {

        private final String prefix;
        private final Map<String, Object> values = new HashMap<>();

        Conditions(String prefix) {
            this.prefix = prefix;
        }

        @Override
        public String visit(AndNode node, Void nothing) {
            return joined(node, " and ");
        }

        @Override
        public String visit(OrNode node, Void nothing) {
            return joined(node, " or ");
        }

        @Override
        public String visit(ComparisonNode node, Void nothing) {
            ComparisonOperator operator = node.getOperator();
            boolean negated = operator.equals(RSQLOperators.NOT_EQUAL) || operator.equals(RSQLOperators.NOT_IN);
            String any = node.getArguments().stream()
                    .map(argument -> comparison(node.getSelector(), argument))
                    .collect(Collectors.joining(" or ", "(", ")"));
            // A member that a user lacks is none of the values.
            return negated ? "not coalesce(" + any + ", false)" : any;
        }

        private String joined(LogicalNode node, String operator) {
            return node.getChildren().stream()
                    .map(child -> child.accept(this, null))
                    .collect(Collectors.joining(operator, "(", ")"));
        }

        private String comparison(String member, String argument) {
            String name = prefix + values.size();
            if (GUIDS.containsKey(member)) {
                values.put(name, UUID.fromString(argument));
                return GUIDS.get(member) + " = :" + name;
            }
            if (!TEXTS.containsKey(member)) {
                throw new IllegalArgumentException("unknown member");
            }
            values.put(name, pattern(argument));
            return "lower(" + TEXTS.get(member) + ") like :" + name;
        }

        private static String pattern(String argument) {
            return List.of("\\", "%", "_").stream()
                    .reduce(argument.toLowerCase(Locale.ROOT), (text, special) -> text.replace(special, "\\" + special))
                    .replace('*', '%');
        }
    }
}
