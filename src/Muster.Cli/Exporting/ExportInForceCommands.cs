using System.CommandLine;
using Muster.Core.Configuration;
using Muster.Server.Connections;
using Muster.Server.Exporting;

namespace Muster.Cli.Exporting;

/// <summary><c>muster export connections</c>, <c>sessions</c> and <c>tokens</c></summary>
internal static class ExportInForceCommands
{
    public static void AddTo(Command family, Cli cli)
    {
        family.Add(Connections(cli));
        family.Add(Sessions(cli));
        family.Add(Tokens(cli));
    }

    private static Command Connections(Cli cli)
    {
        var search = new Option<string?>("--search")
        {
            Description = "Only connections whose name or tenant contains this",
            HelpName = "TEXT",
        };
        var mode = ListExport.OneOf<ConnectionMode>("--mode", "Only connections of this mode", "MODE");
        var command = new Command("connections", "Write the connections, by name; no credential is in it") { search, mode }.WithExamples(
            "muster export connections --out connections.xlsx",
            "muster export connections --mode selfHeal --format csv"
        );
        return ListExport.Of(
            cli,
            command,
            async (call, muster, cancellationToken) =>
            {
                var query = new ConnectionQuery { Search = call.Get(search), Mode = ListExport.Word<ConnectionMode>(call, mode) };
                // When a sync comes next is known to the server that begins it.
                return await InForceTables.ConnectionsAsync(muster, live: null, _ => null, query, cancellationToken);
            }
        );
    }

    private static Command Sessions(Cli cli) =>
        ExportRecordCommands.OfAccounts(
            cli,
            new Command(
                "sessions",
                "Write the browsers that are signed in to the server of this data folder, the latest sign-in first; nobody can sign in with it"
            ).WithExamples("muster export sessions --out sessions.xlsx", "muster export sessions --format csv"),
            (_, _, accounts, cancellationToken) => Task.FromResult(InForceTables.Sessions(accounts.Sessions, cancellationToken))
        );

    private static Command Tokens(Cli cli) =>
        ExportRecordCommands.OfAccounts(
            cli,
            new Command("tokens", "Write the API tokens that are in force, the newest first; of each only how it begins").WithExamples(
                "muster export tokens --out tokens.xlsx",
                "muster export tokens --format csv"
            ),
            async (_, muster, accounts, cancellationToken) =>
                InForceTables.Tokens(
                    accounts.Tokens,
                    (await ListExport.ConnectionsAsync(muster, null, cancellationToken)).Names,
                    cancellationToken
                )
        );
}
