package io.chronolink.recording.domain;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;

import io.chronolink.kit.web.Failure;
import io.chronolink.recording.domain.Numbers.Kind;
import jakarta.inject.Singleton;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Users by the number that the API calls them, and their groups. The operator keeps them; the service adds who comes. */
@Singleton
public class Users {

    private final UserRepository users;
    private final GroupRepository groups;
    private final Numbers numbers;

    Users(UserRepository users, GroupRepository groups, Numbers numbers) {
        this.users = users;
        this.groups = groups;
        this.numbers = numbers;
    }

    /** Something by its number and name. */
    public record Named(long number, String name) {}

    /** Some users of a group. */
    public record Members(Named group, List<Named> users) {}

    /**
     * A user.
     *
     * @param group null for none
     * @param access the groups whose users' recordings it may see
     */
    public record User(
            Named named,
            @Nullable String displayName,
            @Nullable String cardNumber,
            @Nullable Named group,
            List<Members> access) {}

    /** A group of users; marker and information are numbers of metadata templates. */
    public record Group(
            Named named, @Nullable Long marker, @Nullable Long information) {}

    /**
     * The users of a tenant, by number.
     *
     * @param cardNumber only those with this one; null for all
     */
    @Transactional
    public List<User> list(String tenant, @Nullable String cardNumber) {
        return shown(tenant, cardNumber == null ? users.of(tenant) : users.withCard(tenant, cardNumber));
    }

    /** The user with that number; throws not found. */
    @Transactional
    public User get(String tenant, long number) {
        return users.findByIdOptional(new NumberKey(tenant, number))
                .map(user -> shown(tenant, List.of(user)).get(0))
                .orElseThrow(() -> Failure.notFound("There is no such user."));
    }

    /** The groups of a tenant, by number. */
    @Transactional
    public List<Group> groups(String tenant) {
        return groups.of(tenant).stream()
                .map(group -> new Group(group.named(), group.marker, group.information))
                .toList();
    }

    /** Whether a user with that number is known. */
    boolean exists(String tenant, long number) {
        return users.exists(tenant, number);
    }

    /** Whether a recording is the user's own, or shared with the user or its group, or its author's group is open to it. */
    @Transactional
    boolean maySee(String tenant, String name, long author, Share share) {
        return users.find(tenant, name)
                .filter(user -> user.number == author
                        || share.users().contains(user.number)
                        || (user.userGroup != null && share.userGroups().contains(user.userGroup))
                        || isOpen(user, author))
                .isPresent();
    }

    private boolean isOpen(UserEntity user, long author) {
        return users.findByIdOptional(new NumberKey(user.tenant, author))
                .filter(owner -> user.videoAccess.contains(owner.userGroup))
                .isPresent();
    }

    /** The user's number; somebody who was never here gets the next one that is free. */
    long numberOf(String tenant, String name) {
        return find(tenant, name).orElseGet(() -> {
            long number = numbers.next(tenant, Kind.USER);
            // Whoever held the counter before may have been the same user's other request.
            return find(tenant, name).orElseGet(() -> insert(tenant, name, number));
        });
    }

    /** The operator may have given numbers that the counter knows nothing of. */
    private long insert(String tenant, String name, long first) {
        long number = first;
        while (exists(tenant, number)) {
            number = numbers.next(tenant, Kind.USER);
        }
        users.persist(new UserEntity(tenant, number, name));
        return number;
    }

    private Optional<Long> find(String tenant, String name) {
        return users.find(tenant, name).map(user -> user.number);
    }

    private List<User> shown(String tenant, List<UserEntity> some) {
        List<GroupEntity> all = groups.of(tenant);
        Map<Long, Named> named = all.stream().collect(toMap(group -> group.number, GroupEntity::named));
        Set<Long> open =
                some.stream().flatMap(user -> user.videoAccess.stream()).collect(toSet());
        Map<Long, List<Named>> members = users.members(tenant, open).stream()
                .collect(groupingBy(user -> user.userGroup, mapping(UserEntity::named, toList())));
        return some.stream()
                .map(user -> new User(
                        user.named(),
                        user.displayName,
                        user.cardNumber,
                        user.userGroup == null ? null : named.get(user.userGroup),
                        all.stream()
                                .filter(group -> user.videoAccess.contains(group.number))
                                .map(group -> new Members(group.named(), members.getOrDefault(group.number, List.of())))
                                .toList()))
                .toList();
    }
}
