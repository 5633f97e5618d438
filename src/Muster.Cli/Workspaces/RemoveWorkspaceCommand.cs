using System.CommandLine;
using Muster.Server.Accounts;

namespace Muster.Cli.Workspaces;

/// <summary><c>muster workspace remove</c></summary>
internal static class RemoveWorkspaceCommand
{
    /// <summary>What SQLite keeps beside a file, and the file itself.</summary>
    private static readonly string[] Parts = ["", "-wal", "-shm"];

    public static Command Create(Cli cli)
    {
        var name = new Argument<string>("NAME") { Description = "Name of the workspace" };
        var confirm = new Option<string?>("--confirm")
        {
            Description = "The name once more, where nobody can be asked to type it",
            HelpName = "NAME",
        };
        var command = new Command("remove", "Remove a workspace with everything in it, for good: people, history and audit log")
        {
            name,
            confirm,
        }.WithExamples("muster workspace remove contoso", "muster workspace remove contoso --confirm contoso --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await WorkspaceCommands.OpenAsync(call, cancellationToken);
                var store = muster.Database.Workspaces;
                var workspace = await store.FindAsync(call.Get(name), cancellationToken);
                if (workspace.IsFirst)
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        $"'{workspace.Name}' is the first workspace of this installation, which is always there. It can be renamed: muster workspace rename {workspace.Name} NEW"
                    );
                var sized = await SizedWorkspace.OfAsync(store, workspace, cancellationToken);
                await ConfirmAsync(call, sized, call.Get(confirm), cancellationToken);
                await store.RemoveAsync(workspace, call.Actor, cancellationToken);
                foreach (var part in Parts)
                    File.Delete(AccountsContext.File(call.DataFolder, workspace.Number) + part);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WriteString("name", workspace.Name);
                        json.WriteBoolean("removed", true);
                        json.WriteEndObject();
                    });
                call.Terminal.Say($"Removed workspace [bold]{workspace.Name}[/] with everything in it.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    /// <exception cref="UserErrorException">The name was not typed, or nobody can be asked.</exception>
    private static async Task ConfirmAsync(Invocation call, SizedWorkspace sized, string? typed, CancellationToken cancellationToken)
    {
        var workspace = sized.Workspace.Name;
        if (typed is null && !call.Terminal.CanAsk)
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"Nobody can be asked here. Type the name once more: muster workspace remove {workspace} --confirm {workspace}. Nothing was removed."
            );
        if (typed is null)
            call.Terminal.Note(
                $"This removes [bold]{workspace}[/] for good: {Numbers.Of(sized.Use.Users, "active user")}, {Numbers.Of(sized.Use.Groups, "group")}, {Numbers.Of(sized.Use.Connections, "connection")}, their history and their audit log."
            );
        var given = typed is null
            ? await call.Terminal.AskForNameAsync("Type the name of the workspace to remove it:", workspace, cancellationToken)
            : typed == workspace;
        if (!given)
            throw new UserErrorException(
                typed is null ? ExitCodes.Unexpected : ExitCodes.WrongUsage,
                $"That is not the name of the workspace, '{workspace}'. Nothing was removed."
            );
    }
}
