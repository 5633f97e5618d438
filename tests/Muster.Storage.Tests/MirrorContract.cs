using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteMirrorTests : MirrorContract<SqliteTestDatabase>;

public sealed class PostgresMirrorTests : MirrorContract<PostgresTestDatabase>;

public abstract class MirrorContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Users_first_or_groups_first_give_the_same_mirror(bool usersFirst)
    {
        if (usersFirst)
            await Db.ReadUsersAsync(false, User("ada"), User("bob", enabled: false));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Child("inner"), Owner("ada")), Group("inner"));
        if (!usersFirst)
            await Db.ReadUsersAsync(false, User("ada"), User("bob", enabled: false));

        var mirror = await Db.MirrorAsync();
        var crew = mirror.Groups.Single(group => group.Name == "crew");
        var (ada, bob) = (await Db.KeyAsync("ada"), await Db.KeyAsync("bob"));
        Assert.Equal(KeySet.Of(ada, bob), crew.Members);
        Assert.Equal(KeySet.Of(ada), crew.Owners);
        Assert.Equal("inner", mirror.Group(crew.ChildGroups.Keys[0])!.Name);
        Assert.Equal(DirectoryUserState.Enabled, mirror.User(ada));
        Assert.Equal(DirectoryUserState.Disabled, mirror.User(bob));
        Assert.True(mirror.Certificate.Complete);
    }

    [Fact]
    public async Task An_id_known_only_from_a_member_list_is_unseen_until_its_facts_are_read()
    {
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Child("inner")));
        Assert.Equal(DirectoryUserState.Unseen, (await Db.MirrorAsync()).User(await Db.KeyAsync("ada")));
        Assert.Equal(ObjectPresence.Unseen, (await Db.GroupAsync("inner")).Presence);
        await Db.ReadUsersAsync(false, User("ada"));
        Assert.Equal(DirectoryUserState.Enabled, (await Db.MirrorAsync()).User(await Db.KeyAsync("ada")));
    }

    [Fact]
    public async Task Further_properties_come_back_and_a_change_of_one_is_a_change()
    {
        static DirectoryUserChange Ada(string? city) =>
            new(
                Id("ada"),
                Facts("ada") with
                {
                    More = MoreFacts.Of([
                        KeyValuePair.Create("city", city),
                        KeyValuePair.Create("employeeHireDate", (string?)"2026-01-01T00:00:00Z"),
                    ]),
                }
            );
        async Task<MoreFacts> StoredAsync() =>
            (await Db.Muster.Mirror.FindUsersAsync(Db.Entra.Key, Id("ada").ToString(), Token)).Single().Facts.More;

        await Db.ReadUsersAsync(false, Ada("Graz \"\u0000\" Ä"));
        Assert.Equal(Ada("Graz \"\u0000\" Ä").Facts!.More, await StoredAsync());
        Assert.Equal(0, (await Db.ReadUsersAsync(false, Ada("Graz \"\u0000\" Ä"))).ObjectsChanged);
        Assert.Equal(1, (await Db.ReadUsersAsync(false, Ada(null))).ObjectsChanged);
        Assert.Equal(["employeeHireDate"], (await StoredAsync()).Values.Select(value => value.Key));
        Assert.Equal(1, (await Db.ReadUsersAsync(false, User("ada"))).ObjectsChanged);
        Assert.True((await StoredAsync()).IsEmpty);
        Assert.Equal("b1", await Db.Muster.Mirror.BindingAsync(Db.Entra.Key, DirectoryStream.Users, Token));
        Assert.Null(await Db.Muster.Mirror.BindingAsync(Db.Entra.Key, DirectoryStream.Groups, Token));
    }

    [Fact]
    public async Task A_manager_stays_until_an_entry_takes_it_away_or_a_full_round_is_silent()
    {
        static DirectoryUserChange Ada(params ManagerChange[] entries) => User("ada") with { Manager = ValueList.Of(entries) };
        async Task<string?> ManagerAsync() =>
            (await Db.Muster.Mirror.FindUsersAsync(Db.Entra.Key, Id("ada").ToString(), Token)).Single().Facts.More["manager"];

        await Db.ReadUsersAsync(false, Ada(new ManagerChange(Id("bob"), false)));
        Assert.Equal(Id("bob").ToString(), await ManagerAsync());
        Assert.Equal(0, (await Db.ReadUsersAsync(false, User("ada"))).ObjectsChanged);
        Assert.Equal(Id("bob").ToString(), await ManagerAsync());
        await Db.ReadUsersAsync(false, Ada(new ManagerChange(Id("cy"), true)));
        Assert.Equal(Id("bob").ToString(), await ManagerAsync());
        await Db.ReadUsersAsync(false, Ada(new ManagerChange(Id("bob"), true), new ManagerChange(Id("cy"), false)), User("ada"));
        Assert.Equal(Id("cy").ToString(), await ManagerAsync());
        await Db.ReadUsersAsync(false, Ada(new ManagerChange(Id("cy"), true)));
        Assert.Null(await ManagerAsync());
        await Db.ReadUsersAsync(false, Ada(new ManagerChange(Id("bob"), false)));
        await Db.ReadUsersAsync(true, User("ada"));
        Assert.Null(await ManagerAsync());
    }

    [Fact]
    public async Task The_later_entry_about_a_user_wins()
    {
        await Db.ReadUsersAsync(false, User("ada"), GoneUser("ada"), new(Id("ada"), Facts("ada") with { DisplayName = "Ada L." }));
        var ada = Assert.Single(await Db.Muster.Mirror.FindUsersAsync(Db.Entra.Key, "ADA@contoso.example", Token));
        Assert.Equal("Ada L.", ada.Facts.DisplayName);
        Assert.Equal(ObjectPresence.Present, ada.Presence);
    }

    [Fact]
    public async Task The_later_entry_about_an_edge_wins_and_repeats_change_nothing()
    {
        await Db.ReadGroupsAsync(
            false,
            Group("crew", Member("ada"), Member("bob"), Member("ada"), Other("printer"), Other("printer")),
            Group("crew", Member("bob", removed: true), Member("cy", removed: true), Member("cy"))
        );
        var crew = await Db.GroupAsync("crew");
        Assert.Equal(KeySet.Of(await Db.KeyAsync("ada"), await Db.KeyAsync("cy")), crew.Members);
        Assert.Equal(1, crew.OtherMembers);

        var again = await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("zoe", removed: true), Other("printer")));
        Assert.Equal(0, again.ObjectsChanged);
        await Db.ReadGroupsAsync(false, Group("crew", Other("printer", removed: true), Other("printer", removed: true)));
        Assert.Equal(0, (await Db.GroupAsync("crew")).OtherMembers);
    }

    [Fact]
    public async Task A_tombstone_keeps_facts_and_edges_and_a_restore_brings_the_object_back()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada")));
        await Db.ReadUsersAsync(false, GoneUser("ada"));
        await Db.ReadGroupsAsync(false, GoneGroup("crew"));

        var crew = await Db.GroupAsync("crew");
        Assert.Equal(ObjectPresence.RemovedStated, crew.Presence);
        Assert.Equal("crew", crew.Name);
        Assert.Equal(1, crew.Members.Count);
        Assert.Equal(DirectoryUserState.RemovedStated, (await Db.MirrorAsync()).User(await Db.KeyAsync("ada")));

        await Db.ReadUsersAsync(false, User("ada"));
        var back = await Db.ReadGroupsAsync(false, Group("crew"));
        Assert.Equal([Id("crew")], back.Restored);
        Assert.False(back.Certificate.Complete);
        await using (var next = await Db.SessionAsync(DirectoryStream.Groups, full: false))
            Assert.Null(next.DeltaLink);
        Assert.Equal(1, (await Db.GroupAsync("crew")).Members.Count);
        Assert.Equal(DirectoryUserState.Enabled, (await Db.MirrorAsync()).User(await Db.KeyAsync("ada")));
    }

    [Fact]
    public async Task What_a_full_round_does_not_mention_is_removed_by_inference()
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Owner("ada")), Group("old", Member("bob")));
        var users = await Db.ReadUsersAsync(true, User("ada"));
        var groups = await Db.ReadGroupsAsync(true, Group("crew", Member("ada"), Owner("ada")));

        Assert.Equal(new StreamCertificate(true, true, 2, 1, 1), users.Certificate);
        Assert.Equal(new StreamCertificate(true, true, 2, 1, 1), groups.Certificate);
        var bob = await Db.KeyAsync("bob");
        Assert.Equal(DirectoryUserState.RemovedInferred, (await Db.MirrorAsync()).User(bob));
        var crew = await Db.GroupAsync("crew");
        Assert.Equal(KeySet.Of(bob), crew.Inferred.Members);
        Assert.True(crew.Stated.IsEmpty);
        var old = await Db.GroupAsync("old");
        Assert.Equal(ObjectPresence.RemovedInferred, old.Presence);
        Assert.Equal(KeySet.Of(bob), old.Members);
    }

    [Fact]
    public async Task What_a_delta_round_takes_away_is_stated_until_it_comes_back_or_a_plan_settles()
    {
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Child("inner"), Owner("ada")));
        await Db.ReadGroupsAsync(
            false,
            Group(
                "crew",
                Member("ada", removed: true),
                Member("bob", removed: true),
                Child("inner", removed: true),
                Owner("ada", removed: true)
            )
        );
        var crew = await Db.GroupAsync("crew");
        Assert.Equal((2, 1, 1), (crew.Stated.Members.Count, crew.Stated.ChildGroups.Count, crew.Stated.Owners.Count));
        Assert.True(crew.Inferred.IsEmpty);

        await Db.ReadGroupsAsync(false, Group("crew", Member("ada")));
        Assert.Equal(KeySet.Of(await Db.KeyAsync("bob")), (await Db.GroupAsync("crew")).Stated.Members);

        await Db.AppliedAsync(await Db.PlanAsync(), settles: false);
        Assert.False((await Db.GroupAsync("crew")).Stated.IsEmpty);
        await Db.AppliedAsync(await Db.PlanAsync(), settles: true);
        Assert.True((await Db.GroupAsync("crew")).Stated.IsEmpty);
    }

    [Fact]
    public async Task A_round_that_is_not_completed_leaves_the_facts_and_marks_the_certificate()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        var before = await Db.Muster.Mirror.CertificateAsync(Db.Entra.Key, Token);
        await using (var session = await Db.SessionAsync(DirectoryStream.Users))
            await session.WriteUsersAsync([User("bob"), GoneUser("ada")], Token);

        var after = await Db.Muster.Mirror.CertificateAsync(Db.Entra.Key, Token);
        Assert.True(before.Users.Complete);
        Assert.False(after.Users.Complete);
        Assert.Equal(before.MirrorVersion, after.MirrorVersion);
        Assert.Empty(await Db.Muster.Mirror.FindUsersAsync(Db.Entra.Key, "bob@contoso.example", Token));
        await using var next = await Db.SessionAsync(DirectoryStream.Users);
        Assert.Equal("users-link", next.DeltaLink);
        await next.CompleteAsync("next", Token);
        Assert.True((await Db.Muster.Mirror.CertificateAsync(Db.Entra.Key, Token)).Users.Complete);
    }

    [Fact]
    public async Task A_restart_in_full_forgets_what_the_round_had_brought()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        await using var session = await Db.SessionAsync(DirectoryStream.Users);
        await session.WriteUsersAsync([User("bob")], Token);
        await session.RestartInFullAsync("The link has expired.", Token);
        Assert.Null(session.DeltaLink);
        Assert.Equal("The link has expired.", session.WhyInFull);
        await session.WriteUsersAsync([User("cy")], Token);
        var read = await session.CompleteAsync("l2", Token);
        Assert.Equal(1, read.Certificate.Missing);
        Assert.Empty(await Db.Muster.Mirror.FindUsersAsync(Db.Entra.Key, "bob@contoso.example", Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_does_not_come_in_a_full_round_is_gone_unless_some_may_have_been_lost(bool keeps)
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("bob")), Group("team"));
        await using (var users = await Db.SessionAsync(DirectoryStream.Users, full: true))
        {
            await users.WriteUsersAsync([User("ada")], Token);
            if (keeps)
                users.KeepMissing();
            Assert.Equal(keeps ? 0 : 1, (await users.CompleteAsync("l2", Token)).Certificate.Missing);
        }
        await using (var groups = await Db.SessionAsync(DirectoryStream.Groups, full: true))
        {
            await groups.WriteGroupsAsync([Group("team")], Token);
            if (keeps)
                groups.KeepMissing();
            Assert.Equal(keeps ? 0 : 1, (await groups.CompleteAsync("l2", Token)).Certificate.Missing);
        }
        Assert.Equal(keeps, (await Db.GroupAsync("crew")).Present);
        Assert.Equal(
            keeps ? DirectoryUserState.Enabled : DirectoryUserState.RemovedInferred,
            (await Db.MirrorAsync()).User(await Db.KeyAsync("bob"))
        );
    }

    [Fact]
    public async Task A_link_is_used_only_with_its_binding_and_while_it_is_young()
    {
        await using (var first = await Db.SessionAsync(DirectoryStream.Users))
        {
            Assert.Null(first.DeltaLink);
            Assert.Null(first.WhyInFull);
            await first.CompleteAsync("link", Token);
        }
        await using (var same = await Db.SessionAsync(DirectoryStream.Users))
        {
            Assert.Equal("link", same.DeltaLink);
            await same.CompleteAsync("link", Token);
        }
        await using (var other = await Db.SessionAsync(DirectoryStream.Users, binding: "b2"))
        {
            Assert.Null(other.DeltaLink);
            Assert.Contains("another tenant", other.WhyInFull, StringComparison.Ordinal);
        }
        await using (var asked = await Db.SessionAsync(DirectoryStream.Users, full: true))
            Assert.Equal("A full read was asked for.", asked.WhyInFull);
        Db.Clock.Now += TimeSpan.FromDays(6.1);
        await using var old = await Db.SessionAsync(DirectoryStream.Users);
        Assert.Null(old.DeltaLink);
        Assert.Contains("6.1 days old", old.WhyInFull, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_mirror_version_grows_only_when_a_fact_changed()
    {
        await Db.ReadUsersAsync(false, User("ada"));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada")));
        var before = (await Db.MirrorAsync()).Certificate.MirrorVersion;
        await Db.ReadUsersAsync(false, User("ada"));
        await Db.ReadUsersAsync(true, User("ada"));
        await Db.ReadGroupsAsync(true, Group("crew", Member("ada")));
        Assert.Equal(before, (await Db.MirrorAsync()).Certificate.MirrorVersion);
        await Db.ReadUsersAsync(false, User("ada", enabled: false));
        Assert.Equal(before + 1, (await Db.MirrorAsync()).Certificate.MirrorVersion);
    }

    [Fact]
    public async Task INV_12_a_lease_that_was_taken_over_can_write_no_round()
    {
        await using var session = await Db.SessionAsync(DirectoryStream.Users);
        await session.WriteUsersAsync([User("ada")], Token);
        Db.Clock.Now += TimeSpan.FromMinutes(1);
        await using var other = await Db.OpenAsync();
        await LeaseAsync(other);
        await Assert.ThrowsAsync<LeaseLostException>(() => session.CompleteAsync("link", Token));
        Assert.Equal(0, (await Db.MirrorAsync()).Certificate.MirrorVersion);
    }

    [Fact]
    public async Task Unsettled_users_are_the_changed_and_the_unfollowed_ones()
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"), User("cy"));
        Assert.Equal(["ada", "bob", "cy"], await UnsettledAsync());
        await Db.AppliedAsync(await Db.PlanAsync(users: [Create(1, "ada"), Create(2, "bob")]));
        Assert.Equal(["cy"], await UnsettledAsync());
        await Db.ReadUsersAsync(false, User("bob", enabled: false));
        Assert.Equal(["bob", "cy"], await UnsettledAsync());
        await Db.AppliedAsync(await Db.PlanAsync(), settles: false);
        Assert.Equal(["bob", "cy"], await UnsettledAsync());
        await Db.AppliedAsync(await Db.PlanAsync());
        Assert.Equal(["cy"], await UnsettledAsync());
    }

    [Fact]
    public async Task Settling_without_a_plan_to_apply_does_nothing_once_the_mirror_has_moved_on()
    {
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob")));
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada", removed: true)));
        var known = (await Db.MirrorAsync()).Certificate.MirrorVersion;
        await Db.ReadGroupsAsync(false, Group("crew", Member("bob", removed: true)));

        await Db.Muster.Mirror.SettleAsync(Db.Entra.Key, known, null, Db.Lease, Token);
        Assert.Equal(2, (await Db.GroupAsync("crew")).Stated.Members.Count);
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            Db.Muster.Mirror.SettleAsync(Db.Entra.Key, known + 1, null, Db.Lease with { Fence = 0 }, Token)
        );
        await Db.Muster.Mirror.SettleAsync(Db.Entra.Key, known + 1, null, Db.Lease, Token);
        Assert.True((await Db.GroupAsync("crew")).Stated.IsEmpty);
    }

    [Theory]
    [InlineData("UPDATE directory_edges SET packed = substr(packed, 1, length(packed) - 1) WHERE kind = 0")]
    [InlineData("UPDATE directory_edges SET packed = substr(packed, 1, length(packed) - 1), count = count - 1 WHERE kind = 0")]
    [InlineData("UPDATE directory_edges SET count = 0, packed = X'', hash = 0 WHERE kind = 0")]
    [InlineData("UPDATE directory_edges SET packed = CAST(substr(packed, 1, length(packed) - 1) || X'07' AS BLOB) WHERE kind = 0")]
    [InlineData("DELETE FROM directory_edges WHERE kind = 0")]
    public async Task A_set_that_loads_less_or_other_than_was_stored_stops_everything_and_names_the_group(string bug)
    {
        await Db.ReadGroupsAsync(false, Group("crew", Member("ada"), Member("bob"), Member("cy")));
        await Db.MirrorAsync();
        Assert.Equal(1, await Db.TamperAsync(bug));
        var fault = await Assert.ThrowsAsync<StoredDataException>(() => Db.MirrorAsync());
        Assert.Contains("crew", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM directory_user WHERE display_name = 'bob'", "users")]
    [InlineData("UPDATE directory_user SET presence = 3 WHERE display_name = 'bob'", "users")]
    [InlineData("DELETE FROM directory_group WHERE display_name = 'empty'", "groups")]
    public async Task A_lost_object_stops_the_loading_of_the_mirror(string bug, string what)
    {
        await Db.ReadUsersAsync(false, User("ada"), User("bob"));
        await Db.ReadGroupsAsync(false, Group("empty"));
        Assert.Equal(1, await Db.TamperAsync(bug));
        var fault = await Assert.ThrowsAsync<StoredDataException>(() => Db.MirrorAsync());
        Assert.Contains(what, fault.Message, StringComparison.Ordinal);
    }

    private async Task<List<string?>> UnsettledAsync() =>
        await Db
            .Muster.Mirror.UsersAsync(Db.Entra.Key, UserSelection.Unsettled, Token)
            .Select(user => user.Facts.DisplayName)
            .ToListAsync(Token);
}
