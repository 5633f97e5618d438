using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Platform;
using Muster.Engine.Reading;
using Muster.Engine.Runs;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqlitePlatformTests : PlatformContract<SqliteTestDatabase>;

public sealed class PostgresPlatformTests : PlatformContract<PostgresTestDatabase>;

public abstract class PlatformContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    [Fact]
    public async Task An_applied_plan_is_the_state_the_rows_and_the_lists()
    {
        await Db.SeedAsync();
        var state = await Db.StateAsync();
        Assert.Equal(1, state.Revision);
        Assert.Equal((4, 3), (state.NextUserKey, state.NextGroupKey));
        Assert.Equal(["crew", "desk"], state.Groups.Select(group => group.Name));
        Assert.Equal(KeySet.Of(1, 2), state.Groups[0].Members);
        Assert.Equal(KeySet.Of(1), state.Groups[0].Owners);
        Assert.Equal(LinkState.Linked, state.Groups[0].Link);
        Assert.Equal(1, await Db.KeyAsync("ada"));
        Assert.Equal(1, state.UserOf(1));
        Assert.True(state.IsActive(2));

        Assert.Equal(["ada", "bob", "cy"], await UserNamesAsync(1));
        Assert.Equal(["crew 2 1", "desk 1 0"], await GroupsAsync(1));
        Assert.Equal(
            [
                (1, 1, MembershipRelation.Member),
                (1, 1, MembershipRelation.Owner),
                (1, 2, MembershipRelation.Member),
                (2, 3, MembershipRelation.Member),
            ],
            (await Db.RowsAsync(1)).Select(row => (row.Group, row.User, row.Relation))
        );
        Assert.Equal(2, (await Db.RowsAsync(1, user: 1)).Count);
        Assert.Single(await Db.RowsAsync(1, group: 2));
        Assert.Single(await Db.RowsAsync(1, group: 1, user: 2));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Every_past_revision_can_be_shown()
    {
        await Db.SeedAsync();
        Db.Clock.Now += TimeSpan.FromHours(1);
        await Db.AppliedAsync(
            await Db.PlanAsync(
                [new GroupStep.Rename(1, "crew", "staff")],
                [new UserStep.Suspend(2, RemovalCause.AccountDisabled, Evidence.Stated)],
                [Members(1, add: [3], remove: [2])]
            )
        );
        Db.Clock.Now += TimeSpan.FromHours(1);
        await Db.AppliedAsync(
            await Db.PlanAsync(users: [new UserStep.Reactivate(2, ImportReason.Rule)], memberships: [Members(1, add: [2])])
        );

        Assert.Equal(["crew 2 1", "desk 1 0"], await GroupsAsync(1));
        Assert.Equal(["desk 1 0", "staff 2 1"], await GroupsAsync(2));
        Assert.Equal(["desk 1 0", "staff 3 1"], await GroupsAsync(3));
        Assert.Equal([1, 2], await MembersAsync(1));
        Assert.Equal([1, 3], await MembersAsync(2));
        Assert.Equal([1, 2, 3], await MembersAsync(3));
        Assert.Equal([true, false, true], await ActiveAsync("bob"));
        Assert.Equal("crew", Assert.Single(await Db.Muster.Platform.FindGroupsAsync("crew", 1, Token)).Name);
        Assert.Empty(await Db.Muster.Platform.FindGroupsAsync("crew", 2, Token));

        var history = await Db.Muster.Platform.HistoryAsync(1, 2, Token);
        Assert.Equal([(1, 2), (3, (long?)null)], history.Select(interval => (interval.FromRun, interval.ToRun)));
        Assert.Equal(Db.Clock.Now, history[1].From);
        Assert.Equal(2, await Db.Muster.Platform.RevisionAtAsync(Db.Clock.Now - TimeSpan.FromMinutes(1), Token));
        Assert.Null(await Db.Muster.Platform.RevisionAtAsync(Db.Clock.Now - TimeSpan.FromDays(1), Token));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task The_events_of_a_revision_are_what_it_opened_and_closed()
    {
        await Db.SeedAsync();
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, add: [3], remove: [2])]));
        var events = await Db.Muster.Platform.EventsAsync(2, Token).ToListAsync(Token);
        Assert.Equal([(1, 2, false), (1, 3, true)], events.Select(change => (change.Group, change.User, change.Added)));
        Assert.All(await Db.Muster.Platform.EventsAsync(1, Token).ToListAsync(Token), change => Assert.True(change.Added));
    }

    [Fact]
    public async Task Names_may_change_places_in_one_plan()
    {
        await Db.SeedAsync();
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Rename(1, "crew", "desk"), new GroupStep.Rename(2, "desk", "crew")]));
        Assert.Equal(["desk", "crew"], (await Db.StateAsync()).Groups.Select(group => group.Name));
    }

    [Fact]
    public async Task A_name_used_twice_is_refused_and_nothing_of_the_plan_is_stored()
    {
        await Db.SeedAsync();
        var plan = await Db.PlanAsync([new GroupStep.Rename(2, "desk", "crew")], memberships: [Members(2, add: [1])]);
        var fault = await Assert.ThrowsAsync<StorageException>(() => Db.ApplyAsync(plan));
        Assert.Equal(StorageFault.Contradiction, fault.Fault);
        Assert.Equal(1, await Db.Muster.Platform.RevisionAsync(Token));
        Assert.Equal(["crew 2 1", "desk 1 0"], await GroupsAsync(1));
    }

    [Fact]
    public async Task Unlinking_makes_the_members_local_ones()
    {
        await Db.SeedAsync();
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Unlink(1)]));
        var crew = (await Db.StateAsync()).Groups[0];
        Assert.Equal((LinkState.Local, null), (crew.Link, crew.DirectoryKey));
        Assert.True(crew.Members.IsEmpty && crew.Owners.IsEmpty);
        Assert.Equal(KeySet.Of(1, 2), crew.LocalMembers);
        Assert.Equal(KeySet.Of(1), crew.LocalOwners);
        Assert.All(await Db.RowsAsync(2, group: 1), row => Assert.Equal(MembershipOrigin.Local, row.Origin));
        Assert.All(await Db.RowsAsync(1, group: 1), row => Assert.Equal(MembershipOrigin.Directory, row.Origin));
        Assert.Equal(["crew 2 1", "desk 1 0"], await GroupsAsync(2));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Retiring_ends_the_memberships_and_frees_name_and_link()
    {
        await Db.SeedAsync();
        var crew = (await Db.StateAsync()).Groups[0];
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Retire(1)]));
        await Db.AppliedAsync(
            await Db.PlanAsync([
                new GroupStep.Create(3, "crew", null),
                new GroupStep.Link(3, crew.DirectoryKey!.Value, Id("crew"), LinkCause.Picked),
            ])
        );
        Assert.Equal([2, 3], (await Db.StateAsync()).Groups.Select(group => group.Key));
        Assert.Empty(await Db.RowsAsync(2, group: 1));
        Assert.Equal(2, (await Db.Muster.Platform.FindGroupsAsync("crew", 3, Token)).Count);
        Assert.Equal(["crew 1", "desk 2"], await NamedAsync(1));
        Assert.Equal(["crew 1", "desk 2"], await NamedAsync(2));
        Assert.Equal(["crew 3", "desk 2"], await NamedAsync(3));
        Assert.Equal(["crew 0 0", "desk 1 0"], await GroupsAsync(3));
        Assert.Equal(["crew 2 1", "desk 1 0"], await GroupsAsync(1));
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Revisions_and_who_made_them_are_found_together_as_one_by_one()
    {
        await Db.SeedAsync();
        await Db.AppliedAsync(await Db.PlanAsync([new GroupStep.Unlink(1)]));
        var revisions = await Db.Muster.History.RevisionsAsync([2, 1, 2, 9], Token);
        Assert.Equal([1, 2], revisions.Keys.Order());
        foreach (var (number, revision) in revisions)
            Assert.Equal(await Db.Muster.History.RevisionAsync(number, Token), revision);
        var people = await Db.Muster.Runs.PeopleAsync([.. revisions.Values.Select(made => made.Run), 999], Token);
        Assert.Equal(2, people.Count);
        foreach (var (number, who) in people)
        {
            var run = (await Db.Muster.Runs.FindAsync(number, Token))!;
            Assert.Equal(new RunPeople(run.Actor, run.DecidedBy), who);
        }
    }

    [Fact]
    public async Task INV_6_a_removal_of_nobody_and_an_addition_of_somebody_who_is_there_change_nothing()
    {
        await Db.SeedAsync();
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, add: [1, 3], remove: [2]), Members(2, add: [], remove: [1])]));
        Assert.Equal([1, 3], await MembersAsync(2));
        Assert.Equal(1, (await Db.RowsAsync(2, group: 1, user: 1)).First().FromRevision);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task A_small_plan_reports_its_steps_as_they_are_written_and_never_goes_back()
    {
        await Db.SeedAsync();
        var plan = await Db.PlanAsync(memberships: [Members(2, add: [2, 3], remove: [1])]);
        var told = new List<long>();
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true);
        await Db.Muster.Platform.ApplyAsync(plan, await Db.BeginAsync(), context, new Told(told), Token);
        Assert.Equal(told.Order(), told);
        Assert.Equal((0L, plan.Counts.Total), (told[0], told[^1]));
    }

    private sealed class Told(List<long> told) : IProgress<long>
    {
        public void Report(long value) => told.Add(value);
    }

    [Fact]
    public async Task INV_5_a_plan_is_stale_when_the_platform_the_mirror_or_the_settings_have_changed()
    {
        await Db.SeedAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, add: [3])]);
        await Db.Muster.Connections.SaveImportRuleAsync(Db.Entra.Key, new ImportRule.Everyone(), "test", Db.Lease, Token);
        Assert.Contains("settings", await StaleAsync(plan), StringComparison.Ordinal);
        await Db.ReadUsersAsync(false, User("zoe"));
        Assert.Contains("read again", await StaleAsync(plan), StringComparison.Ordinal);
        await Db.AppliedAsync(await Db.PlanAsync(memberships: [Members(1, add: [3])]));
        Assert.Contains("revision 1, now it is 2", await StaleAsync(plan), StringComparison.Ordinal);
    }

    [Fact]
    public async Task INV_5_a_plan_is_applied_at_most_once()
    {
        await Db.SeedAsync();
        var run = await Db.BeginAsync();
        var context = new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true);
        var empty = await Db.PlanAsync();
        Assert.IsType<ApplyOutcome.Applied>(await Db.Muster.Platform.ApplyAsync(empty, run, context, null, Token));
        var again = await Db.PlanAsync();
        Assert.IsType<ApplyOutcome.Stale>(await Db.Muster.Platform.ApplyAsync(again, run, context, null, Token));
    }

    [Fact]
    public async Task INV_12_a_lease_that_was_taken_over_can_apply_nothing()
    {
        await Db.SeedAsync();
        var plan = await Db.PlanAsync(memberships: [Members(1, add: [3])]);
        var run = await Db.BeginAsync();
        Db.Clock.Now += TimeSpan.FromMinutes(1);
        await using var other = await Db.OpenAsync();
        await LeaseAsync(other);
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            Db.Muster.Platform.ApplyAsync(plan, run, new ApplyContext(Db.Lease, Db.Clock.Now, Settles: true), null, Token)
        );
        Assert.Equal([1, 2], await MembersAsync(1));
    }

    [Fact]
    public async Task A_new_rule_raises_the_version_that_plans_are_bound_to()
    {
        await Db.SeedAsync();
        await Db.Muster.Connections.SaveImportRuleAsync(Db.Entra.Key, new ImportRule.MembersOf([Id("crew")]), "test", Db.Lease, Token);
        var stored = (await Db.Muster.Connections.FindAsync("entra", Token))!;
        Assert.Equal([Id("crew")], Assert.IsType<ImportRule.MembersOf>(stored.ImportRule).Groups);
        Assert.Equal(Db.Entra.ConfigurationVersion + 1, stored.ConfigurationVersion);
    }

    [Fact]
    public async Task The_applied_run_is_stored_with_its_revision_and_counts()
    {
        var run = await Db.SeedAsync();
        var stored = (await Db.Muster.Runs.FindAsync(run, Token))!;
        Assert.Equal((RunOutcome.Applied, 1L), (stored.Outcome, stored.Revision));
        Assert.Equal(
            (3, 2, 3, 1),
            (stored.Counts.UsersCreated, stored.Counts.GroupsCreated, stored.Counts.MembersAdded, stored.Counts.OwnersAdded)
        );
    }

    [Fact]
    public async Task Users_are_found_without_regard_to_case_in_any_script()
    {
        var facts = Facts("x") with { UserPrincipalName = "Жанна@contoso.example", DisplayName = "Ärne", Mail = null };
        await Db.ReadUsersAsync(false, new DirectoryUserChange(Id("x"), facts));
        await Db.AppliedAsync(
            await Db.PlanAsync(users: [new UserStep.Create(1, 1, Id("x"), UserAttributes.From(facts), ImportReason.Rule)])
        );
        foreach (var text in new[] { "жАННА@contoso.example", "äRNE", Id("x").ToString() })
            Assert.Equal(Id("x"), Assert.Single(await Db.Muster.Platform.FindUsersAsync(text, 1, Token)).Id);
        Assert.Single(await Db.Muster.Platform.UserRowsAsync(1, "ÄR", Token).ToListAsync(Token));
        Assert.Empty(await Db.Muster.Platform.UserRowsAsync(1, "zz", Token).ToListAsync(Token));
        Assert.Empty(await Db.Muster.Platform.UserRowsAsync(0, null, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task The_users_of_a_set_are_loaded_with_their_attributes()
    {
        await Db.SeedAsync();
        var users = await Db.Muster.Platform.UsersAsync(KeySet.Of(1, 3, 99), Token);
        Assert.Equal([1, 3], users.Keys.Order());
        Assert.Equal("cy@contoso.example", users[3].Attributes.UserPrincipalName);
    }

    [Fact]
    public async Task Progress_ends_at_the_number_of_steps()
    {
        var reports = new List<long>();
        await Db.ReadUsersAsync(false, User("ada"));
        var plan = await Db.PlanAsync([new GroupStep.Create(1, "crew", null)], [Create(1, "ada")], [Members(1, [1])]);
        var run = await Db.BeginAsync();
        await Db.Muster.Platform.ApplyAsync(plan, run, new ApplyContext(Db.Lease, Db.Clock.Now, true), new Recorder(reports), Token);
        Assert.Equal(plan.Counts.Total, reports[^1]);
        Assert.Equal(reports.Order(), reports);
    }

    [Theory]
    [InlineData("UPDATE group_members SET packed = substr(packed, 1, length(packed) - 1) WHERE group_key = 1 AND relation = 0", "crew")]
    [InlineData(
        "UPDATE group_members SET packed = CAST(substr(packed, 1, length(packed) - 1) || X'07' AS BLOB) WHERE group_key = 1 AND relation = 0",
        "crew"
    )]
    [InlineData("DELETE FROM group_members WHERE group_key = 1 AND relation = 0", "crew")]
    [InlineData("DELETE FROM app_user WHERE key = 2", "users")]
    [InlineData("DELETE FROM app_group_version WHERE group_key = 2", "groups")]
    public async Task A_state_that_loads_less_than_was_stored_stops_everything(string bug, string named)
    {
        await Db.SeedAsync();
        Assert.Equal(1, await Db.TamperAsync(bug));
        var fault = await Assert.ThrowsAsync<StoredDataException>(() => Db.StateAsync());
        Assert.Contains(named, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_membership_row_that_is_gone_stops_the_plan_that_would_end_it()
    {
        await Db.SeedAsync();
        await Db.TamperAsync("DELETE FROM membership WHERE group_key = 1 AND user_key = 2");
        var plan = await Db.PlanAsync(memberships: [Members(1, add: [3], remove: [2])]);
        await Assert.ThrowsAsync<StoredDataException>(() => Db.ApplyAsync(plan));
        Assert.Equal(1, await Db.Muster.Platform.RevisionAsync(Token));
    }

    private async Task<string> StaleAsync(SyncPlan plan) => Assert.IsType<ApplyOutcome.Stale>(await Db.ApplyAsync(plan)).Difference;

    private async Task<List<string?>> UserNamesAsync(long revision) =>
        await Db.Muster.Platform.UserRowsAsync(revision, null, Token).Select(row => row.Attributes.DisplayName).ToListAsync(Token);

    private async Task<List<string>> GroupsAsync(long revision) =>
        await Db
            .Muster.Platform.GroupRowsAsync(revision, null, Token)
            .Select(row => $"{row.Name} {row.Members} {row.Owners}")
            .ToListAsync(Token);

    private async Task<IEnumerable<string>> NamedAsync(long revision) =>
        (await Db.Muster.Platform.GroupsNamedAsync(["desk", "crew", "nobody"], revision, Token))
            .Select(named => $"{named.Key} {named.Value}")
            .Order();

    private async Task<IEnumerable<int>> MembersAsync(long revision) =>
        (await Db.RowsAsync(revision, group: 1)).Where(row => row.Relation == MembershipRelation.Member).Select(row => row.User);

    private async Task<List<bool>> ActiveAsync(string name)
    {
        var active = new List<bool>();
        for (var revision = 1; revision <= 3; revision++)
            active.Add((await Db.Muster.Platform.FindUsersAsync(name, revision, Token)).Single().Active);
        return active;
    }

    private sealed class Recorder(List<long> reports) : IProgress<long>
    {
        public void Report(long value) => reports.Add(value);
    }
}
