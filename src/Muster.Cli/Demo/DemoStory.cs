using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Platform;
using Muster.Engine.Groups;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Server;

namespace Muster.Cli.Demo;

/// <summary>What a demo shows: the real commands, typed one after another against a real HTTPS tenant.</summary>
internal sealed class DemoStory(Invocation call, EmulatorHost tenant, CompanyHistory company, string folder)
{
    private const string SecretVariable = "MUSTER_DEMO_SECRET";
    private readonly Terminal _terminal = call.Terminal;
    private readonly long _start = call.Clock.GetTimestamp();

    public async Task TellAsync(CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable(SecretVariable, tenant.ClientSecret);
        var state = tenant.State;
        _terminal.Say($"[bold]{company.DisplayName}[/] is a made-up company in a local look-alike of Entra ID:");
        _terminal.Say(
            $"{Numbers.Of(state.Users, "person")}, {Numbers.Of(state.Groups, "group")}. Each line after a [green]$[/] is a command you can type yourself."
        );
        await ConnectAsync(cancellationToken);
        await ImportAsync(cancellationToken);
        await CreateGroupsAsync(cancellationToken);
        await SyncAsync(cancellationToken);
        await MonthLaterAsync(cancellationToken);
        await ExplainAsync(cancellationToken);
        await SummariseAsync(cancellationToken);
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        Heading("Connect the tenant and check each permission");
        await TypeAsync(
            [
                "connection",
                "add",
                "entra",
                "--name",
                "lindhaven",
                "--tenant-id",
                tenant.TenantId,
                "--client-id",
                tenant.ClientId,
                "--secret-env",
                SecretVariable,
                "--graph-url",
                tenant.GraphUrl.ToString(),
                "--authority",
                tenant.AuthorityUrl.ToString(),
                "--trust-certificate",
                tenant.CertificatePath,
            ],
            cancellationToken
        );
        await TypeAsync(["connection", "test", "lindhaven"], cancellationToken);
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        Heading("Import the users");
        await TypeAsync(["users", "import", "--everyone", "--yes"], cancellationToken);
    }

    private async Task CreateGroupsAsync(CancellationToken cancellationToken)
    {
        Heading("Look at the directory's groups and create them here");
        await TypeAsync(["groups", "discover", "--search", "IT Support", "--limit", "12"], cancellationToken);
        await TypeAsync(["groups", "create", "--from-directory", "--all"], cancellationToken, ExitCodes.PartlyDone);
        await PickAsync(cancellationToken);
    }

    /// <summary>Two directory groups share a name; the first of them is picked, as a person would.</summary>
    private async Task PickAsync(CancellationToken cancellationToken)
    {
        await using var muster = await MusterInstance.OpenAsync(folder, call.Clock, cancellationToken);
        var connection = await muster.ConnectionAsync(null, cancellationToken);
        var found = await muster.Groups.DiscoverAsync(
            connection,
            DirectoryGroupFilter.All,
            new ReadingProgress(_ => { }),
            cancellationToken
        );
        if (found.FirstOrDefault(group => group.State == DiscoveryState.Ambiguous) is not { } picked)
            return;
        Heading("Two directory groups have one name: a person picks by object id");
        await TypeAsync(
            ["groups", "create", picked.Source.Name, "--purpose", "Example of a name that two groups have"],
            cancellationToken,
            ExitCodes.PartlyDone
        );
        await TypeAsync(["groups", "link", picked.Source.Name, "--to", picked.Source.Id.ToString(), "--yes"], cancellationToken);
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        Heading("Sync: read, plan, guard, apply");
        await TypeAsync(["sync", "--yes"], cancellationToken);
    }

    private async Task MonthLaterAsync(CancellationToken cancellationToken)
    {
        Heading("A month goes by in the tenant: people join, move and leave, a team is renamed");
        await tenant.AdvanceAsync(company.MonthEnds[0], cancellationToken);
        await TypeAsync(["sync", "--yes"], cancellationToken);
        await RetireAsync(cancellationToken);
    }

    /// <summary>Groups that the directory deleted keep their members until a person decides.</summary>
    private async Task RetireAsync(CancellationToken cancellationToken)
    {
        await using var muster = await MusterInstance.OpenAsync(folder, call.Clock, cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var deleted = await muster
            .Database.Platform.GroupRowsAsync(revision, null, cancellationToken)
            .Where(group => group.Link == LinkState.SourceDeleted)
            .ToListAsync(cancellationToken);
        if (deleted.Count == 0)
            return;
        Heading("Groups that were deleted in the directory wait for a decision");
        foreach (var group in deleted)
            await TypeAsync(["groups", "retire", group.Name, "--confirm", group.Name], cancellationToken);
    }

    private async Task ExplainAsync(CancellationToken cancellationToken)
    {
        if (company.Showcase is not { } showcase)
            return;
        Heading("Why is somebody in a group?");
        await TypeAsync(["explain", showcase.UserPrincipalName, showcase.GroupDisplayName], cancellationToken);
    }

    private async Task SummariseAsync(CancellationToken cancellationToken)
    {
        await using var muster = await MusterInstance.OpenAsync(folder, call.Clock, cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var users = await muster
            .Database.Platform.UserRowsAsync(revision, null, cancellationToken)
            .CountAsync(user => user.Active, cancellationToken);
        var groups = await muster.Database.Platform.GroupRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken);
        var data = Path.GetRelativePath(Environment.CurrentDirectory, folder);
        Heading("Done");
        _terminal.Say(
            $"{Numbers.Of(users, "active user")}, {Numbers.Of(groups.Count, "group")}, {Numbers.Of(groups.Sum(group => (long)group.Members), "membership")} and {Numbers.Of(groups.Sum(group => (long)group.Owners), "ownership")} equal the directory,"
        );
        _terminal.Say(
            $"after {Numbers.Seconds(call.Clock.GetElapsedTime(_start).TotalSeconds)} and {Numbers.Of(tenant.State.Requests, "Graph request")} in all."
        );
        _terminal.Say($"");
        _terminal.Say($"Try next:");
        _terminal.Say($"  ./muster groups list --data {data}");
        _terminal.Say($"  ./muster groups members \"IT Support\" --data {data}");
        _terminal.Say($"  ./muster runs list --data {data}");
        _terminal.Say($"  ./muster export state --format csv --out state.csv --data {data}");
        _terminal.Say($"  ./muster audit verify --data {data}");
        _terminal.Say($"  ./muster emulator --help        your own tenant to play with");
    }

    private void Heading(string text)
    {
        _terminal.Say($"");
        _terminal.Say($"[bold blue]{text}[/]");
    }

    /// <summary>Shows a command and runs it as if it had been typed.</summary>
    /// <exception cref="UserErrorException">It ended with a code that the story does not expect.</exception>
    private async Task TypeAsync(string[] arguments, CancellationToken cancellationToken, int expected = ExitCodes.Fine)
    {
        _terminal.Say($"[green]$[/] [bold]muster {string.Join(' ', Folded(arguments))}[/]");
        _terminal.Writer.Flush();
        var code = await call.Cli.RunAsync([.. arguments, "--data", folder], cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        if (code != expected)
            throw new UserErrorException(
                code,
                $"The demo stopped: 'muster {arguments[0]}' ended with {code} where {expected} was expected."
            );
    }

    private static IEnumerable<string> Folded(string[] arguments)
    {
        foreach (var argument in arguments)
        {
            var text = Guid.TryParse(argument, out _) ? argument[..8] + "…" : argument;
            text = text.Contains(Path.DirectorySeparatorChar) && File.Exists(text) ? Path.GetFileName(text) : text;
            yield return text.Contains(' ') ? $"\"{text}\"" : text;
        }
    }
}
