package io.chronolink.kit.web;

/** The roles of tokens: {@code end-user < group-admin < tenant-admin < system-admin}, and two apart from them. */
public final class Roles {

    public static final String END_USER = "end-user";
    public static final String GROUP_ADMIN = "group-admin";
    public static final String TENANT_ADMIN = "tenant-admin";
    public static final String SYSTEM_ADMIN = "system-admin";

    /** May make the bulk calls on links. */
    public static final String LINK_MANAGER = "link-manager";

    /** May see and replay parked events, and rebuild replicas. */
    public static final String OPERATOR = "operator";

    private Roles() {}
}
