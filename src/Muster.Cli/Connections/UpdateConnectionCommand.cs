using System.CommandLine;
using Muster.Engine.Connections;

namespace Muster.Cli.Connections;

/// <summary><c>muster connection update</c>: another credential, another application, another address; the tenant stays.</summary>
internal sealed class UpdateConnectionCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "Name of the connection" };
    private readonly Option<string?> _client = new("--client-id")
    {
        Description = "Application (client) id of the app registration, or client id of the managed identity",
        HelpName = "GUID",
    };
    private readonly CredentialOptions _credential = new();
    private readonly Option<string?> _graph = new("--graph-url") { Description = "Graph root with version", HelpName = "URL" };
    private readonly Option<string?> _authority = new("--authority") { Description = "Login host", HelpName = "URL" };
    private readonly Option<FileInfo?> _trust = new("--trust-certificate")
    {
        Description = "PEM file with a private certificate to trust for this connection alone",
        HelpName = "FILE",
    };

    public static Command Create(Cli cli)
    {
        var options = new UpdateConnectionCommand();
        var command = new Command("update", "Replace the credential of a connection, its application or its addresses")
        {
            options._name,
            options._client,
            options._graph,
            options._authority,
            options._trust,
        }.WithExamples(
            "muster connection update corp --certificate muster-2027.pem",
            "CORP_SECRET=… muster connection update corp --secret-env CORP_SECRET"
        );
        options._credential.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var credential = await _credential.ReadAsync(call, cancellationToken);
        if (
            credential is null
            && call.Get(_client) is null
            && call.Get(_graph) is null
            && call.Get(_authority) is null
            && call.Get(_trust) is null
        )
            throw new UserErrorException(
                ExitCodes.WrongUsage,
                "Say what is new: --managed-identity, --federated, --certificate, --secret-env, --client-id, --graph-url, --authority or --trust-certificate."
            );
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var stored = await muster.ConnectionAsync(call.Get(_name), cancellationToken);
        var updated =
            await muster.Connections.UpdateAsync(
                await WithChangesAsync(call, stored, cancellationToken),
                credential,
                call.Actor,
                cancellationToken
            )
            ?? throw new UserErrorException(
                ExitCodes.Locked,
                $"Somebody else changed connection '{stored.Name}' at this moment. Nothing of yours was changed; look at it and try again."
            );
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => ConnectionCommands.Write(json, updated));
        call.Terminal.Say($"Updated connection [bold]{updated.Name}[/].");
        call.Terminal.Note($"[grey]Next: muster connection test \"{updated.Name}\"[/]");
        return ExitCodes.Fine;
    }

    private async Task<Connection> WithChangesAsync(Invocation call, Connection stored, CancellationToken cancellationToken) =>
        stored with
        {
            ClientId = call.Get(_client) is { } client ? AddConnectionCommand.ClientId(client) : stored.ClientId,
            GraphUrl = call.Get(_graph) is { } graph ? AddConnectionCommand.HttpsUrl(graph, "--graph-url", slash: false) : stored.GraphUrl,
            Authority = call.Get(_authority) is { } authority
                ? AddConnectionCommand.HttpsUrl(authority, "--authority", slash: true)
                : stored.Authority,
            TrustedCertificatePem =
                await AddConnectionCommand.TrustedAsync(call.Get(_trust), cancellationToken) ?? stored.TrustedCertificatePem,
        };
}
