using System.Security.Claims;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.Server.Access;
using Muster.Server.Accounts;
using Muster.Server.Connections;
using Muster.Server.Runs;
using Muster.Testing;

namespace Muster.Server.Tests.Api;

/// <summary>Whoever watches is known without costing the database more than one watcher does, and is sent away all the same.</summary>
[Collection(TwoDirectoriesRig.Name)]
public sealed class WatcherTests(TwoDirectoriesRig rig)
{
    private readonly SteppedClock _clock = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task However_many_watch_the_database_is_asked_the_same()
    {
        var one = await CostAsync(await PeopleAsync(1, tokens: false));
        var many = await CostAsync(await PeopleAsync(50, tokens: false));
        Assert.InRange(one, 10, 120);
        Assert.Equal(one, many);
    }

    [Fact]
    public async Task Whoever_watches_is_the_same_as_whoever_acts()
    {
        var watchers = Watchers();
        foreach (var principal in await PeopleAsync(6))
        {
            var (watching, acting) = (await watchers.FindAsync(principal, Tests.Token), await Acting.FindAsync(principal, Tests.Token));
            Assert.NotNull(acting);
            Assert.Equal(
                (acting.Name, acting.Role, acting.Session, acting.Token, acting.PlatformUser, acting.Ends),
                (watching!.Name, watching.Role, watching.Session, watching.Token, watching.PlatformUser, watching.Ends)
            );
            Assert.Equal(acting.Grants, watching.Grants);
            Assert.Equal(acting.OwnGroups, watching.OwnGroups);
        }
    }

    [Fact]
    public async Task What_this_server_takes_away_is_gone_at_once_and_what_another_process_takes_away_with_the_next_read()
    {
        var watchers = Watchers();
        var people = await PeopleAsync(2);
        Assert.All(await AllAsync(watchers, people), Assert.NotNull);
        await using (var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token))
        {
            var ended = Guid.Parse(people[0].FindFirstValue(SessionClaims.Session)!);
            await accounts.Sessions.Where(session => session.Id == ended).ExecuteDeleteAsync(Tests.Token);
        }
        Assert.Null(await watchers.FindAsync(people[0], Tests.Token));
        await using (
            var elsewhere = new SqliteConnection($"Data Source={Path.Combine(rig.Two.Rig.Tenant.Muster.Folder, AccountsContext.FileName)}")
        )
        {
            await elsewhere.OpenAsync(Tests.Token);
            await using var command = elsewhere.CreateCommand();
            command.CommandText = "DELETE FROM session WHERE Account = $account COLLATE NOCASE";
            command.Parameters.AddWithValue("$account", people[1].FindFirstValue(ClaimTypes.NameIdentifier));
            Assert.Equal(1, await command.ExecuteNonQueryAsync(Tests.Token));
        }
        _clock.Step(Access.Watchers.Fresh);
        Assert.Null(await watchers.FindAsync(people[1], Tests.Token));
    }

    [Fact]
    public async Task Settings_that_cannot_be_read_send_nobody_away_but_those_whose_rights_they_decide()
    {
        var people = await PeopleAsync(2);
        await using (var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token))
        {
            var other = Guid.Parse(people[1].FindFirstValue(ClaimTypes.NameIdentifier)!);
            await accounts
                .Users.Where(account => account.Id == other)
                .ExecuteUpdateAsync(set => set.SetProperty(account => account.PlatformUser, (int?)null), Tests.Token);
        }
        var watchers = Watchers();
        Assert.All(await AllAsync(watchers, people), Assert.NotNull);
        _clock.Step(Access.Watchers.Fresh);
        Assert.Equal(
            1,
            await DamageAsync(
                "INSERT INTO setting_version (workspace, connection, version, at, actor, reason, body) "
                    + "SELECT workspace, $connection, 99999, 0, 'test', NULL, '{\"lost\":\"1\"}' FROM workspace"
            )
        );
        try
        {
            await Assert.ThrowsAnyAsync<Exception>(() => watchers.FindAsync(people[0], Tests.Token));
            Assert.NotNull(await watchers.FindAsync(people[1], Tests.Token));
        }
        finally
        {
            await DamageAsync("DELETE FROM setting_version WHERE connection = $connection AND version = 99999");
        }
        Assert.All(await AllAsync(watchers, people), Assert.NotNull);
    }

    [Fact]
    public async Task A_page_that_asks_because_it_has_lost_its_connection_costs_the_database_nothing_of_its_own()
    {
        var mail = await rig.Two.Rig.AccountAsync(nameof(Role.Operator), Tests.Token, mail: $"{Guid.NewGuid():N}@example.com");
        using var browser = new PlainBrowser(rig.Two.Rig.Address, Tests.Token);
        await browser.SignInAsync(mail, ServerRig.Password);
        var least = int.MaxValue;
        for (var i = 0; i < 6 && least > 0; i++)
        {
            using var first = await browser.GetAsync($"/live/{rig.Work["corp"]}/state");
            Assert.Equal(System.Net.HttpStatusCode.OK, first.StatusCode);
            using var counter = Counter();
            for (var asked = 0; asked < 10; asked++)
                (await browser.GetAsync($"/live/{rig.Work["corp"]}/state")).Dispose();
            least = Math.Min(least, counter.Count);
        }
        Assert.Equal(0, least);
    }

    [Fact]
    public async Task A_change_costs_the_database_the_same_however_many_have_a_page_of_connections_open()
    {
        var owner = new Caller(Guid.NewGuid(), "Somebody", Role.Owner, false, null, null);
        var one = await BoardsAsync(owner, 1);
        Assert.InRange(one, 10, 200);
        Assert.Equal(one, await BoardsAsync(owner, 50));
    }

    private Callers Acting => rig.Services.GetRequiredService<Callers>();

    private Watchers Watchers() => new(Acting, rig.Services.GetRequiredService<AccountChanges>(), _clock);

    /// <summary>Changes what is stored of the settings of corp.</summary>
    private async Task<int> DamageAsync(string sql)
    {
        await using var database = new SqliteConnection(
            $"Data Source={Path.Combine(rig.Two.Rig.Tenant.Muster.Folder, "muster.db")};Pooling=False"
        );
        await database.OpenAsync(Tests.Token);
        await using var command = database.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$connection", rig.Two.Of["corp"].Connection);
        return await command.ExecuteNonQueryAsync(Tests.Token);
    }

    private StatementCounter Counter() => new(rig.Two.Rig.Server.Muster.Database, rig.Two.Rig.Tenant.Muster.Folder);

    /// <summary>Statements of half a minute of watching, after everybody has come: the least of some tries, since the server has other things to do now and then.</summary>
    private async Task<int> CostAsync(IReadOnlyList<ClaimsPrincipal> people)
    {
        var least = int.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var watchers = Watchers();
            await AllAsync(watchers, people);
            using var counter = Counter();
            for (var tick = 0; tick < 10; tick++)
            {
                _clock.Step(Access.Watchers.AskEvery);
                Assert.All(await AllAsync(watchers, people), Assert.NotNull);
            }
            least = Math.Min(least, counter.Count);
        }
        return least;
    }

    /// <summary>The same for a piece of work that begins and ends while pages of connections are open.</summary>
    private async Task<int> BoardsAsync(Caller caller, int viewers)
    {
        var boards = rig.Services.GetRequiredService<ConnectionBoards>();
        var live = rig.Services.GetRequiredService<LiveRuns>();
        var connection = (await rig.Two.Rig.Server.Muster.Connections.ListAsync(Tests.Token)).First(one => one.Name == "corp");
        var least = int.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var run = live.Start("A change", "test", null, (_, _) => Task.FromResult<string?>(null));
            Assert.True(SpinWait.SpinUntil(() => run.State.EndedAt is not null && !live.Current.Contains(run), TimeSpan.FromSeconds(30)));
            using var counter = Counter();
            await Task.WhenAll(
                Enumerable
                    .Range(0, viewers)
                    .SelectMany(_ =>
                        new Task[] { boards.AllAsync(caller), boards.OfAsync("corp"), boards.NotifiedAsync(connection, Ui.Texts.English) }
                    )
            );
            least = Math.Min(least, counter.Count);
        }
        return least;
    }

    private static Task<Caller?[]> AllAsync(Watchers watchers, IReadOnlyList<ClaimsPrincipal> people) =>
        Task.WhenAll(people.Select(person => watchers.FindAsync(person, Tests.Token)));

    /// <summary>People of every kind: with a role for all, with one for a connection, owning a group, and by a token.</summary>
    private async Task<IReadOnlyList<ClaimsPrincipal>> PeopleAsync(int count, bool tokens = true)
    {
        var now = _clock.GetUtcNow();
        await using var accounts = await rig.Contexts.CreateDbContextAsync(Tests.Token);
        var people = new List<ClaimsPrincipal>();
        for (var i = 0; i < count; i++)
        {
            var account = new Account
            {
                Id = Guid.NewGuid(),
                UserName = $"{Guid.NewGuid():N}@example.com",
                DisplayName = $"Watcher {i}",
                Role = Role.Auditor,
                PlatformUser = rig.Two.Of["corp"].Owner,
            };
            accounts.Users.Add(account);
            accounts.ConnectionRoles.Add(
                new ConnectionRole
                {
                    Account = account.Id,
                    Connection = rig.Two.Of["corp"].Connection,
                    Role = Role.Operator,
                }
            );
            var session = new Session
            {
                KeyHash = Secrets.Hash(Secrets.New("")),
                Account = account.Id,
                Ticket = [],
                StartedAt = now,
                SeenAt = now,
                EndsAt = now.AddHours(8),
                ProvedAt = now,
                Address = "",
                Browser = "",
            };
            accounts.Sessions.Add(session);
            var token = new ApiToken
            {
                Account = account.Id,
                Name = "watch",
                SecretHash = Secrets.Hash(Secrets.New("")),
                Prefix = "muster_watch",
                Scope = Role.Operator,
                CreatedAt = now,
                ExpiresAt = now.AddDays(1),
            };
            accounts.Tokens.Add(token);
            var came =
                tokens && i % 3 == 2
                    ? new Claim(SessionClaims.Token, token.Id.ToString())
                    : new Claim(SessionClaims.Session, session.Id.ToString());
            people.Add(new(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, account.Id.ToString()), came], "test")));
        }
        await accounts.SaveChangesAsync(Tests.Token);
        return people;
    }
}
