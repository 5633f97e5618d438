using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Muster.GraphEmulator;
using Muster.Server.Access;
using Muster.Server.Accounts;

namespace Muster.Testing;

/// <summary>A server that is connected to two tenants of the same shape: <c>corp</c> and <c>lab</c>. Each has a crew of six, whom the directory lost, so that a plan is held.</summary>
public sealed class TwoDirectories : IAsyncDisposable
{
    private readonly TestTenant _lab;

    private TwoDirectories(ServerRig rig, TestTenant lab) => (Rig, _lab) = (rig, lab);

    /// <summary>The server.</summary>
    public ServerRig Rig { get; }

    /// <summary>What belongs to each of the two.</summary>
    public IReadOnlyDictionary<string, Belongings> Of { get; private set; } = new Dictionary<string, Belongings>();

    /// <summary>Starts both and the server.</summary>
    public static async Task<TwoDirectories> StartAsync(CancellationToken cancellationToken)
    {
        var corp = await TestTenant.SyncedAsync(Story("corp"), cancellationToken);
        var lab = await TestTenant.StartAsync(Story("lab"), cancellationToken, new EmulatorOptions { Seed = 2 });
        var muster = corp.Muster;
        await muster.MustAsync(0, cancellationToken, lab.AddCommand(null, ("--name", "lab")));
        await muster.MustAsync(0, cancellationToken, "users", "import", "--connection", "lab", "--everyone", "--yes");
        await muster.MustAsync(0, cancellationToken, "groups", "create", "--connection", "lab", "--from-directory", "--all");
        await muster.MustAsync(0, cancellationToken, "sync", "--connection", "lab", "--yes");
        foreach (var (name, tenant) in new[] { ("corp", corp), ("lab", lab) })
        {
            string[] wish = ["--group", $"{name} staff", "--user", TenantStory.Upn($"{name}-ada"), "--exclude", "--reason", "On leave"];
            await muster.MustAsync(0, cancellationToken, ["exceptions", "add", "--connection", name, .. wish, "--yes"]);
            await tenant.NextAsync(cancellationToken);
            await muster.MustAsync(3, cancellationToken, "sync", "--connection", name, "--yes");
        }
        var two = new TwoDirectories(await ServerRig.OnTenantAsync(corp, cancellationToken), lab);
        two.Of = await two.LookAsync(cancellationToken);
        return two;
    }

    /// <summary>Gives an account a role for a connection, as an Owner would.</summary>
    public async Task GrantAsync(string mail, string connection, string role, CancellationToken cancellationToken, bool approver = false)
    {
        await using var accounts = await Contexts.CreateDbContextAsync(cancellationToken);
        var account = await accounts.Users.SingleAsync(row => row.Email == mail, cancellationToken);
        accounts.ConnectionRoles.Add(
            new ConnectionRole
            {
                Account = account.Id,
                Connection = Of[connection].Connection,
                Role = Enum.Parse<Role>(role),
                Approver = approver,
            }
        );
        await accounts.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Says that an account is a platform user, as an Owner would.</summary>
    public async Task TieAsync(string mail, int user, CancellationToken cancellationToken)
    {
        await using var accounts = await Contexts.CreateDbContextAsync(cancellationToken);
        await accounts
            .Users.Where(row => row.Email == mail)
            .ExecuteUpdateAsync(row => row.SetProperty(account => account.PlatformUser, user), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Rig.DisposeAsync();
        await _lab.DisposeAsync();
    }

    private IDbContextFactory<AccountsContext> Contexts => Rig.Server.Services.GetRequiredService<IDbContextFactory<AccountsContext>>();

    private static TenantStory Story(string name)
    {
        string[] crew = [.. Enumerable.Range(1, 6).Select(number => $"{name}-{number}")];
        return new TenantStory()
            .Users([.. crew, $"{name}-ada", $"{name}-olga", $"{name}-eve"])
            .Group($"{name}-crew", $"{name} crew")
            .Member($"{name}-crew", crew)
            .Owner($"{name}-crew", $"{name}-olga")
            .Group($"{name}-staff", $"{name} staff")
            .Member($"{name}-staff", $"{name}-ada", $"{name}-eve", $"{name}-1")
            .Owner($"{name}-staff", $"{name}-eve")
            .Then()
            .NoMember($"{name}-crew", crew);
    }

    private async Task<Dictionary<string, Belongings>> LookAsync(CancellationToken cancellationToken)
    {
        var database = Rig.Server.Muster.Database;
        var revision = await database.Platform.RevisionAsync(cancellationToken);
        var found = new Dictionary<string, Belongings>(StringComparer.Ordinal);
        foreach (var connection in await database.Connections.ListAsync(cancellationToken))
        {
            var name = connection.Name;
            var runs = await database.Runs.ListAsync(new() { Connection = connection.Key }, cancellationToken);
            var plans = await database.Plans.ListAsync(new(connection.Key, null, null, 100), cancellationToken);
            var staff = (await database.Platform.FindGroupsAsync($"{name} staff", revision, cancellationToken))[0];
            found[name] = new(
                connection.Key,
                (await database.Platform.FindGroupsAsync($"{name} crew", revision, cancellationToken))[0].Key,
                staff.Key,
                plans.First(plan => plan.Held.Count > 0).Id,
                runs.First(run => run.Held.Count > 0).Id,
                (await database.Problems.ListAsync(cancellationToken)).First(problem => problem.Connection == connection.Key).Id,
                (await database.Exceptions.AtAsync(revision, cancellationToken)).Single(it => it.Group == staff.Key).Id,
                (await database.Platform.FindUsersAsync(TenantStory.Upn($"{name}-olga"), revision, cancellationToken))[0].Key
            );
        }
        return found;
    }
}

/// <summary>What belongs to one connection.</summary>
/// <param name="Connection">Key of the connection.</param>
/// <param name="Crew">Number of the group whose plan is held; olga owns it.</param>
/// <param name="Staff">Number of another group, with an exception; eve owns it.</param>
/// <param name="Plan">Number of the held plan.</param>
/// <param name="Run">Number of the held run.</param>
/// <param name="Problem">Number of a problem.</param>
/// <param name="Exception">Number of the exception.</param>
/// <param name="Owner">Number of olga.</param>
public sealed record Belongings(int Connection, int Crew, int Staff, long Plan, long Run, long Problem, long Exception, int Owner);
