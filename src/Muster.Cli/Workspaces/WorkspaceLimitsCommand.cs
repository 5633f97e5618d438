using System.CommandLine;
using System.Globalization;
using Muster.Engine.Workspaces;

namespace Muster.Cli.Workspaces;

/// <summary><c>muster workspace limits</c></summary>
internal sealed class WorkspaceLimitsCommand
{
    private const string NoLimit = "none";

    private readonly Argument<string> _name = new("NAME") { Description = "Name of the workspace" };
    private readonly Option<string?> _users = Limit("--users", "Most active users");
    private readonly Option<string?> _groups = Limit("--groups", "Most groups");
    private readonly Option<string?> _memberships = Limit("--memberships", "Most memberships and ownerships together");
    private readonly Option<string?> _connections = Limit("--connections", "Most connections");

    public static Command Create(Cli cli)
    {
        var options = new WorkspaceLimitsCommand();
        var command = new Command("limits", "Set how much a workspace may hold; without an option, show it")
        {
            options._name,
            options._users,
            options._groups,
            options._memberships,
            options._connections,
        }.WithExamples(
            "muster workspace limits contoso --users 5000 --connections 2",
            "muster workspace limits contoso --users none --json"
        );
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        await using var muster = await WorkspaceCommands.OpenAsync(call, cancellationToken);
        var store = muster.Database.Workspaces;
        var workspace = await store.FindAsync(call.Get(_name), cancellationToken);
        var (before, _) = await store.SizeAsync(workspace.Number, cancellationToken);
        var limits = new WorkspaceLimits(
            (int?)Read(call, _users, before.Users, int.MaxValue),
            (int?)Read(call, _groups, before.Groups, int.MaxValue),
            Read(call, _memberships, before.Memberships, long.MaxValue),
            (int?)Read(call, _connections, before.Connections, int.MaxValue)
        );
        if (limits != before)
            await store.SetLimitsAsync(workspace.Number, limits, call.Actor, cancellationToken);
        await WorkspaceCommands.ShowAsync(call, store, workspace, cancellationToken);
        return ExitCodes.Fine;
    }

    private static Option<string?> Limit(string name, string description) =>
        new(name) { Description = $"{description}, or '{NoLimit}'", HelpName = "N" };

    /// <exception cref="UserErrorException">It is no number from 0 on.</exception>
    private static long? Read(Invocation call, Option<string?> option, long? before, long most) =>
        call.Get(option) switch
        {
            null => before,
            NoLimit => null,
            var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit <= most => limit,
            var text => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"{option.Name} is '{text}'; it must be a whole number from 0 to {most.ToString(CultureInfo.InvariantCulture)}, or '{NoLimit}'. Nothing was changed."
            ),
        };
}
