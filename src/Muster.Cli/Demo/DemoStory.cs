using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.Platform;
using Muster.Engine.Groups;
using Muster.Engine.Platform;
using Muster.GraphEmulator;
using Muster.GraphEmulator.Company;
using Muster.Server.Demo;

namespace Muster.Cli.Demo;

/// <summary>What a demo shows: the real commands, typed one after another against a real HTTPS tenant, at the time they would have been.</summary>
internal sealed class DemoStory(DemoTeller teller, EmulatedTenant demo, EmulatorHost tenant, CompanyHistory company, DemoSize size)
{
    private const string SecretVariable = "MUSTER_DEMO_SECRET";

    /// <summary>A team that the company always has; what nests it makes the split felt four groups up.</summary>
    private const string TeamToSplit = "IT Support - Software 1st Level";

    /// <summary>A group that people join one by one.</summary>
    private const string GroupEditedByHand = "APP-VPN-Users";

    /// <summary>A group that nothing else of the story is about.</summary>
    private const string GroupDeleted = "APP-StatusPage-Editors";

    private readonly Terminal _terminal = teller.Terminal;
    private readonly long _start = teller.Clock.GetTimestamp();

    public async Task TellAsync(IProgress<DemoProgress> progress, CancellationToken cancellationToken)
    {
        Environment.SetEnvironmentVariable(SecretVariable, tenant.ClientSecret);
        var state = tenant.State;
        var past = new DemoPast(_terminal, teller.Clock, tenant, company, size, teller.Folder);
        progress.Report(new(0, past.Stops.Count));
        teller.Clock.MoveTo(new(company.Start.ToDateTime(new(8, 0)), TimeSpan.Zero));
        _terminal.Say($"[bold]{company.DisplayName}[/] is a made-up company in a local look-alike of Entra ID:");
        _terminal.Say(
            $"{Numbers.Of(state.Users, "person")}, {Numbers.Of(state.Groups, "group")}. Each line after a [green]$[/] is a command you can type yourself."
        );
        _terminal.Say(
            $"Its life with Muster begins on {company.Start.ToString("O", System.Globalization.CultureInfo.InvariantCulture)} and is lived in seconds."
        );
        await ConnectAsync(cancellationToken);
        await ImportAsync(cancellationToken);
        await CreateGroupsAsync(cancellationToken);
        await SyncAsync(cancellationToken);
        await LiveAsync(past, progress, cancellationToken);
        await EditByHandAsync(cancellationToken);
        teller.Clock.BeNow();
        await SplitAsync(cancellationToken);
        await LookAsync(cancellationToken);
        await SummariseAsync(cancellationToken);
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        teller.Heading("Connect the tenant and check each permission");
        await teller.TypeAsync(
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
        await teller.TypeAsync(["connection", "test", "lindhaven"], cancellationToken);
    }

    private async Task ImportAsync(CancellationToken cancellationToken)
    {
        teller.Heading("Import the users");
        await teller.TypeAsync(["users", "import", "--everyone", "--yes"], cancellationToken);
    }

    private async Task CreateGroupsAsync(CancellationToken cancellationToken)
    {
        teller.Heading("Look at the directory's groups and create them here, and by a rule those that come later");
        await teller.TypeAsync(["groups", "discover", "--search", "IT Support", "--limit", "12"], cancellationToken);
        await teller.TypeAsync(["groups", "create", "--from-directory", "--all"], cancellationToken, ExitCodes.PartlyDone, ExitCodes.Fine);
        await PickAsync(cancellationToken);
        await teller.TypeAsync(
            ["settings", "set", "createGroupsLike", "*", "--reason", "Every group of the directory, also new ones", "--yes"],
            cancellationToken
        );
        await teller.TypeAsync(
            [
                "settings",
                "set",
                "onSourceDeleted",
                "prune",
                "--reason",
                "What goes in the directory goes here, within the guard rails",
                "--yes",
            ],
            cancellationToken
        );
    }

    /// <summary>Two directory groups share a name; the first of them is picked, as a person would.</summary>
    private async Task PickAsync(CancellationToken cancellationToken)
    {
        await using var muster = await teller.OpenAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(null, cancellationToken);
        var found = await muster.Groups.DiscoverAsync(
            connection,
            DirectoryGroupFilter.All,
            new ReadingProgress(_ => { }),
            cancellationToken
        );
        if (found.FirstOrDefault(group => group.State == DiscoveryState.Ambiguous) is not { } picked)
            return;
        teller.Heading("Two directory groups have one name: a person picks by object id");
        await teller.TypeAsync(
            ["groups", "create", picked.Source.Name, "--purpose", "Example of a name that two groups have"],
            cancellationToken,
            ExitCodes.PartlyDone
        );
        await teller.TypeAsync(["groups", "link", picked.Source.Name, "--to", picked.Source.Id.ToString(), "--yes"], cancellationToken);
    }

    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        teller.Heading("Sync: read, plan, guard, apply");
        await teller.TypeAsync(["sync", "--yes"], cancellationToken);
    }

    private async Task LiveAsync(DemoPast past, IProgress<DemoProgress> progress, CancellationToken cancellationToken)
    {
        teller.Heading("Time goes by in the tenant: people join, move and leave, groups are founded, renamed and deleted");
        await past.LiveAsync(past.Fortnight, progress, cancellationToken);
        teller.Heading("From now on a person decides about groups that are deleted in the directory");
        await teller.TypeAsync(
            ["settings", "reset", "onSourceDeleted", "--reason", "A project was deleted by mistake", "--yes"],
            cancellationToken
        );
        teller.Heading("A list comes of people who begin soon; some are on it twice, and only a person can say who is who");
        var list = Path.Combine(teller.Folder, "starters.csv");
        await StartersList.WriteAsync(list, company, past.Fortnight, cancellationToken);
        await teller.TypeAsync(["users", "import", "--csv", list], cancellationToken);
        teller.Heading("The last two weeks, day by day");
        await past.LiveAsync(null, progress, cancellationToken);
        // Whatever the company's fortnight brought: one group is always deleted in it.
        if (await GroupAsync(GroupDeleted, cancellationToken) is { Id: { } directoryId })
            await demo.DeleteAsync(directoryId.Value, cancellationToken);
    }

    private async Task EditByHandAsync(CancellationToken cancellationToken)
    {
        if (await GroupAsync(GroupEditedByHand, cancellationToken) is not { } group)
            return;
        await using var muster = await teller.OpenAsync(cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var first = new MemberQuery(group.Key, MembershipRelation.Member) { Direct = true, Limit = 1 };
        var member = await muster
            .Database.Platform.MemberPageAsync(revision, first, cancellationToken)
            .FirstOrDefaultAsync(cancellationToken);
        teller.Heading("Somebody changes by hand who is in a group that follows the directory: drift");
        await teller.TypeAsync(
            [
                "groups",
                "set",
                group.Name,
                "--hand-edits",
                "allow",
                "--on-drift",
                "report",
                "--reason",
                "The help desk gives access at night",
                "--yes",
            ],
            cancellationToken
        );
        await teller.TypeAsync(
            ["groups", "add-member", group.Name, StartersList.Outsider, "--reason", "Locked out at night"],
            cancellationToken
        );
        if (member is { User.Handle: var handle })
            await teller.TypeAsync(["groups", "remove-member", group.Name, handle, "--reason", "Asked on the phone"], cancellationToken);
    }

    /// <summary>Most of a team goes to a new one: more than a guard rail lets go unasked.</summary>
    private async Task SplitAsync(CancellationToken cancellationToken)
    {
        if (await GroupAsync(TeamToSplit, cancellationToken) is not { Id: { } directoryId, Members: >= 20 })
            return;
        teller.Heading("Today a team is split in two: a guard rail holds the plan until somebody has looked at it");
        await demo.SplitAsync(directoryId.Value, "IT Support - Workplace", cancellationToken);
        await teller.TypeAsync(["sync", "--yes"], cancellationToken, ExitCodes.Held);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        teller.Heading("What waits for a person");
        await teller.TypeAsync(["problems", "list"], cancellationToken);
        if (company.Showcase is not { } showcase)
            return;
        teller.Heading("Why is somebody in a group?");
        await teller.TypeAsync(["explain", showcase.UserPrincipalName, showcase.GroupDisplayName], cancellationToken);
    }

    private async Task SummariseAsync(CancellationToken cancellationToken)
    {
        await using var muster = await teller.OpenAsync(cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var users = await muster.Database.Platform.CountUsersAsync(revision, new UserQuery { Active = true }, cancellationToken);
        var groups = await muster.Database.Platform.GroupRowsAsync(revision, null, cancellationToken).ToListAsync(cancellationToken);
        var data = Path.GetRelativePath(Environment.CurrentDirectory, teller.Folder);
        teller.Heading("Done");
        _terminal.Say(
            $"{Numbers.Of(users, "active user")}, {Numbers.Of(groups.Count(group => group.Link != LinkState.Retired), "group")}, {Numbers.Of(groups.Sum(group => (long)group.Members), "membership")} and {Numbers.Of(groups.Sum(group => (long)group.Owners), "ownership")}, with their past,"
        );
        _terminal.Say(
            $"after {Numbers.Seconds(teller.Clock.GetElapsedTime(_start).TotalSeconds)} and {Numbers.Of(tenant.State.Requests, "Graph request")} in all."
        );
        _terminal.Say($"");
        _terminal.Say($"Try next:");
        _terminal.Say($"  ./muster groups list --data {data}");
        _terminal.Say($"  ./muster groups members \"IT Support\" --data {data}");
        _terminal.Say($"  ./muster plan list --state held --data {data}");
        _terminal.Say($"  ./muster drift --data {data}");
        _terminal.Say($"  ./muster export state --format csv --out state.csv --data {data}");
        _terminal.Say($"  ./muster audit verify --data {data}");
        _terminal.Say($"  ./muster emulator --help        your own tenant to play with");
    }

    private async Task<GroupRow?> GroupAsync(string name, CancellationToken cancellationToken)
    {
        await using var muster = await teller.OpenAsync(cancellationToken);
        var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
        var found = await muster.Database.Platform.FindGroupsAsync(name, revision, cancellationToken);
        return found.FirstOrDefault(group => group.Link == LinkState.Linked);
    }
}
