package io.chronolink.period.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chronolink.period.domain.Hierarchy.Named;
import io.chronolink.period.domain.Hierarchy.Row;
import io.chronolink.period.domain.Hierarchy.Side;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the view of an entity as its rows come (docs/dialects/period.md#view). */
final class ViewWriter {

    private final JsonGenerator json;
    private @Nullable Named asked;
    private Side side = Side.OWNED;
    private @Nullable String relative;

    ViewWriter(JsonGenerator json) {
        this.json = json;
    }

    /** The first row is one of the entity asked for. */
    void add(Row row) throws IOException {
        Named top = asked;
        if (top == null) {
            top = row.entity();
            asked = top;
            json.writeStartObject();
            json.writeStringField("entity_type", top.type());
            json.writeStringField("entity_name", top.name());
            json.writeArrayFieldStart("owned");
        }
        if (row.periodId() == null) {
            return;
        }
        moveTo(row.side());
        if (row.side() != Side.OWNED && !row.entity().id().equals(relative)) {
            endRelative();
            relative = row.entity().id();
            json.writeArrayFieldStart(relative);
        }
        json.writeStartObject();
        switch (row.side()) {
            case OWNED -> {
                json.writeStringField("period_id", row.periodId());
                json.writeNullField("data");
                dates(row);
                entity(top, true);
            }
            case CHILD -> {
                dependence(top, false);
                dates(row);
                entity(row.entity(), true);
                json.writeStringField("level", Integer.toString(row.level()));
            }
            case PARENT -> {
                dependence(row.entity(), true);
                dates(row);
                entity(top, false);
                json.writeStringField("level", Integer.toString(row.level()));
            }
        }
        json.writeEndObject();
    }

    void end() throws IOException {
        moveTo(Side.PARENT);
        endRelative();
        json.writeEndObject();
        json.writeEndObject();
        json.flush();
    }

    /** Ends the sides before, also those without any row. */
    private void moveTo(Side next) throws IOException {
        while (side != next) {
            if (side == Side.OWNED) {
                json.writeEndArray();
                side = Side.CHILD;
                json.writeObjectFieldStart("child");
            } else {
                endRelative();
                json.writeEndObject();
                side = Side.PARENT;
                json.writeObjectFieldStart("parent");
            }
        }
    }

    private void endRelative() throws IOException {
        if (relative != null) {
            json.writeEndArray();
            relative = null;
        }
    }

    private void dependence(Named upper, boolean withName) throws IOException {
        json.writeStringField("dep_id", upper.id());
        json.writeStringField("dep_type", upper.type());
        if (withName) {
            json.writeStringField("dep_name", upper.name());
        }
    }

    private void dates(Row row) throws IOException {
        json.writeStringField("start_date", PeriodDates.start(row.validity().start()));
        json.writeStringField("end_date", PeriodDates.end(row.validity().end()));
    }

    private void entity(Named entity, boolean withName) throws IOException {
        json.writeStringField("entity_id", entity.id());
        if (withName) {
            json.writeStringField("entity_name", entity.name());
        }
        json.writeStringField("entity_type", entity.type());
    }
}
