using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Engine.Workspaces;
using Muster.Server;

namespace Muster.Cli.Workspaces;

/// <summary><c>muster workspace …</c></summary>
internal static class WorkspaceCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("workspace", "Keep several organisations apart in one installation, each with its own data");
        command.Add(List(cli));
        command.Add(Make(cli));
        command.Add(Show(cli));
        command.Add(Rename(cli));
        command.Add(WorkspaceLimitsCommand.Create(cli));
        command.Add(RemoveWorkspaceCommand.Create(cli));
        return command;
    }

    /// <summary>The workspace with a name.</summary>
    /// <exception cref="UnknownWorkspaceException">There is none.</exception>
    public static async Task<Workspace> FindAsync(this IWorkspaceStore store, string name, CancellationToken cancellationToken)
    {
        var there = await store.ListAsync(cancellationToken);
        return there.FirstOrDefault(workspace => string.Equals(workspace.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new UnknownWorkspaceException(name, there);
    }

    /// <summary>Shows a workspace as it is now.</summary>
    public static async Task ShowAsync(Invocation call, IWorkspaceStore store, Workspace workspace, CancellationToken cancellationToken)
    {
        var sized = await SizedWorkspace.OfAsync(store, workspace, cancellationToken);
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => WorkspaceOutput.Write(json, sized));
        else
            WorkspaceOutput.Print(call.Terminal, sized);
    }

    /// <summary>Opens the data whichever workspace is named: these verbs name theirs themselves.</summary>
    public static Task<MusterInstance> OpenAsync(Invocation call, CancellationToken cancellationToken)
    {
        call.CheckExists();
        return MusterInstance.OpenAsync(call.DataFolder, call.Database, null, call.Clock, cancellationToken);
    }

    private static Command List(Cli cli)
    {
        var search = new Option<string?>("--search") { Description = "Only workspaces whose name contains this", HelpName = "TEXT" };
        var pages = PageOptions.Upwards();
        var command = new Command("list", "List the workspaces and how much each holds") { search }.WithExamples(
            "muster workspace list",
            "muster workspace list --search contoso --json"
        );
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await OpenAsync(call, cancellationToken);
                var store = muster.Database.Workspaces;
                var sized = new List<SizedWorkspace>();
                var wanted = call.Get(search) ?? "";
                foreach (
                    var workspace in (await store.ListAsync(cancellationToken)).Where(one =>
                        one.Name.Contains(wanted, StringComparison.OrdinalIgnoreCase)
                    )
                )
                    sized.Add(await SizedWorkspace.OfAsync(store, workspace, cancellationToken));
                var table = Tables.New("Name", "#Users", "#Groups", "#Memberships", "#Connections");
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    sized.ToAsyncEnumerable(),
                    one => Places.Of(one.Workspace.Name),
                    WorkspaceOutput.Write,
                    one =>
                        table.Add(
                            Tables.Text(one.Workspace.Name),
                            Tables.Number(one.Use.Users),
                            Tables.Number(one.Use.Groups),
                            Tables.Number(one.Use.Memberships),
                            Tables.Number(one.Use.Connections)
                        ),
                    cancellationToken
                );
                Listing.End(call, table, shown, "workspace", "Nothing fits what you look for.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Make(Cli cli)
    {
        var name = new Argument<string>("NAME")
        {
            Description = $"A name of your choice: 1 to {WorkspaceName.Longest} letters, digits, dashes, dots or underscores",
        };
        var command = new Command("create", "Make an empty workspace") { name }.WithExamples(
            "muster workspace create contoso",
            "muster workspace create fabrikam --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var wanted = Checked(call.Get(name));
                await using var muster = await MusterInstance.OpenAsync(
                    call.DataFolder,
                    call.Database,
                    null,
                    call.Clock,
                    cancellationToken
                );
                var store = muster.Database.Workspaces;
                var made = await store.CreateAsync(wanted, call.Actor, cancellationToken) ?? throw Taken(wanted);
                if (call.Terminal.Json)
                    await ShowAsync(call, store, made, cancellationToken);
                call.Terminal.Say(
                    $"Made workspace [bold]{made.Name}[/]. Work in it with --workspace {made.Name}, or set MUSTER_WORKSPACE."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Show(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the workspace" };
        var command = new Command("show", "Show how much a workspace holds and may hold") { name }.WithExamples(
            "muster workspace show contoso",
            "muster workspace show contoso --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await OpenAsync(call, cancellationToken);
                var store = muster.Database.Workspaces;
                await ShowAsync(call, store, await store.FindAsync(call.Get(name), cancellationToken), cancellationToken);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Rename(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the workspace" };
        var to = new Argument<string>("NEW") { Description = "What it is called from now on" };
        var command = new Command("rename", "Give a workspace another name") { name, to }.WithExamples(
            "muster workspace rename main contoso",
            "muster workspace rename contoso contoso-eu --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var wanted = Checked(call.Get(to));
                await using var muster = await OpenAsync(call, cancellationToken);
                var store = muster.Database.Workspaces;
                var workspace = await store.FindAsync(call.Get(name), cancellationToken);
                var renamed = await store.RenameAsync(workspace, wanted, call.Actor, cancellationToken) ?? throw Taken(wanted);
                if (call.Terminal.Json)
                    await ShowAsync(call, store, renamed, cancellationToken);
                call.Terminal.Say(
                    $"'{workspace.Name}' is called [bold]{renamed.Name}[/] now. Whoever names it by --workspace or MUSTER_WORKSPACE needs the new name."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static string Checked(string name) =>
        WorkspaceName.Fault(name) is { } fault ? throw new UserErrorException(ExitCodes.WrongUsage, $"{fault} Nothing was changed.") : name;

    private static UserErrorException Taken(string name) =>
        new(
            ExitCodes.WrongUsage,
            $"Another workspace is called '{name}', without regard to case. Use another name; nothing was changed. See: muster workspace list"
        );
}
