package io.chronolink.kit.web;

import jakarta.ws.rs.core.Response;

/** The shape in which an API's clients expect errors; each service has one bean of this type. */
public interface ErrorFamily {

    /** The answer for a failure. Headers that HTTP itself asks for are added by the kit. */
    Response render(Failure failure);
}
