using System.CommandLine;
using Muster.Engine.Configuration;
using Muster.Engine.Connections;
using Muster.Server;

namespace Muster.Cli.Configuring;

/// <summary>Says whose settings are meant: <c>--connection NAME</c> or <c>--workspace</c>.</summary>
internal sealed class ScopeOptions
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Settings of this connection, where there are several",
        HelpName = "NAME",
    };
    private readonly Option<bool> _workspace = new("--workspace") { Description = "Settings of the whole workspace" };

    public void AddTo(Command command)
    {
        command.Add(_connection);
        command.Add(_workspace);
    }

    public async Task<ChosenScope> ChooseAsync(Invocation call, MusterInstance muster, CancellationToken cancellationToken)
    {
        if (!call.Get(_workspace))
            return new ChosenScope(await muster.ConnectionAsync(call.Get(_connection), cancellationToken));
        return call.Get(_connection) is null
            ? new ChosenScope(null)
            : throw new UserErrorException(ExitCodes.WrongUsage, "Give either --connection or --workspace, not both.");
    }
}

/// <summary>Whose settings are meant.</summary>
/// <param name="Connection">The connection; null for the workspace.</param>
internal sealed record ChosenScope(Connection? Connection)
{
    public SettingScope Scope => Connection is { } connection ? SettingScope.Of(connection.Key) : SettingScope.Workspace;

    public string Words => Connection is { } connection ? $"connection '{connection.Name}'" : "the workspace";

    /// <summary>The option that names it.</summary>
    public string Option => Connection is { } connection ? $"--connection \"{connection.Name}\"" : "--workspace";
}
