using Muster.Core.Planning;
using Muster.Core.Platform;
using static Muster.Storage.Tests.TestDatabase;

namespace Muster.Storage.Tests;

public sealed class SqliteExceptionTests : ExceptionContract<SqliteTestDatabase>;

public sealed class PostgresExceptionTests : ExceptionContract<PostgresTestDatabase>;

public abstract class ExceptionContract<TDatabase> : Contract<TDatabase>
    where TDatabase : TestDatabase, new()
{
    private MembershipException Sample(long id = 1) =>
        new(
            id,
            1,
            1,
            MembershipRelation.Member,
            ExceptionKind.Include,
            "covers",
            "ada",
            Db.Clock.GetUtcNow(),
            Db.Clock.GetUtcNow().AddDays(3)
        );

    private async Task<long> ApplyAsync(params ExceptionStep[] steps) =>
        await Db.AppliedAsync(await Db.PlanAsync() with { Exceptions = [.. steps] });

    [Fact]
    public async Task What_stands_is_part_of_the_state_and_what_stood_is_remembered_by_revision()
    {
        var began = await ApplyAsync(new ExceptionStep.Begin(Sample()));
        var state = await Db.StateAsync();
        Assert.Equal([Sample()], state.Exceptions);
        Assert.Equal(2, state.NextExceptionId);
        var later = Db.Clock.GetUtcNow().AddDays(30);
        var moved = await ApplyAsync(new ExceptionStep.Extend(Sample(), later));
        var ended = await ApplyAsync(new ExceptionStep.End(Sample() with { Until = later }, ExceptionEnd.Person, "back"));
        Assert.Empty((await Db.StateAsync()).Exceptions);
        Assert.Equal(2, (await Db.StateAsync()).NextExceptionId);
        Assert.Equal(Sample().Until, Assert.Single(await Db.Muster.Exceptions.AtAsync(began, Token)).Until);
        Assert.Equal(later, Assert.Single(await Db.Muster.Exceptions.AtAsync(moved, Token)).Until);
        Assert.Empty(await Db.Muster.Exceptions.AtAsync(ended, Token));
        var history = await Db.Muster.Exceptions.HistoryAsync(1, Token);
        Assert.Equal([null, "back"], history.Select(version => version.Ended?.Reason));
        // Revisions have instants of their own, at least a millisecond apart.
        Assert.Equal(("test", Db.Clock.GetUtcNow().AddMilliseconds(ended - 1)), (history[1].Ended!.By, history[1].Ended!.At));
        Assert.Equal(
            [new ExceptionChange(Sample(), Sample() with { Until = later })],
            await Db.Muster.Exceptions.ChangesAsync(moved, Token)
        );
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task A_plan_that_changes_an_exception_which_does_not_stand_changes_nothing()
    {
        await Assert.ThrowsAsync<Muster.Engine.Reading.StoredDataException>(() =>
            ApplyAsync(new ExceptionStep.Begin(Sample()), new ExceptionStep.End(Sample(7), ExceptionEnd.Date, "over"))
        );
        Assert.Empty((await Db.StateAsync()).Exceptions);
        Assert.Empty(await Db.FaultsAsync());
    }

    [Fact]
    public async Task Users_are_found_by_object_id_and_by_UPN_in_any_case()
    {
        await Db.AppliedAsync(await Db.PlanAsync(users: [Create(1, "ada"), Create(2, "bob"), Create(3, "cy")]));
        var found = await Db.Muster.Platform.CalledAsync(Db.Entra.Key, ["ADA@contoso.example", Id("cy").ToString(), "nobody"], Token);
        Assert.Equal(
            [(1, "ADA@contoso.example"), (3, Id("cy").ToString())],
            found.OrderBy(user => user.Key).Select(user => (user.Key, user.Value))
        );
    }
}
