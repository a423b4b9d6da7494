package io.chronolink.period.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.chronolink.period.domain.Hierarchy.Named;
import io.chronolink.period.domain.Hierarchy.Row;
import io.chronolink.period.domain.Hierarchy.Side;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Writes the view of an entity as its rows come (seed, GET /period/view). */
final class ViewWriter {

    private final JsonGenerator json;
    private final Named asked;
    private Side side = Side.OWNED;
    private @Nullable String relative;

    private ViewWriter(JsonGenerator json, Named asked) {
        this.json = json;
        this.asked = asked;
    }

    /** Begins the answer. */
    static ViewWriter begin(JsonGenerator json, Named asked) throws IOException {
        json.writeStartObject();
        json.writeStringField("entity_type", asked.type());
        json.writeStringField("entity_name", asked.name());
        json.writeArrayFieldStart("owned");
        return new ViewWriter(json, asked);
    }

    void add(Row row) throws IOException {
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
                entity(asked, true);
            }
            case CHILD -> {
                dependence(asked, false);
                dates(row);
                entity(row.entity(), true);
                json.writeStringField("level", Integer.toString(row.level()));
            }
            case PARENT -> {
                dependence(row.entity(), true);
                dates(row);
                entity(asked, false);
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
