using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Users;
using Spectre.Console;

namespace Muster.Cli.Users;

/// <summary><c>muster users match|link|unlink</c>: who here is who in the directory.</summary>
internal static class LinkUserCommands
{
    public static Command Match(Cli cli)
    {
        var connection = Connection();
        var search = new Option<string?>("--search")
        {
            Description = "Only users whose name, UPN or mail contains this",
            HelpName = "TEXT",
        };
        var state = new Option<string?>("--state")
        {
            Description = $"Only users in this state: {string.Join(", ", Enum.GetValues<MatchKind>().Select(JsonFormat.Word))}",
            HelpName = "STATE",
        };
        state.AcceptOnlyFromAmong([.. Enum.GetValues<MatchKind>().Select(JsonFormat.Word)]);
        var pages = PageOptions.Upwards();
        var command = new Command("match", "List users here who follow nobody in the directory, and who they may be")
        {
            connection,
            search,
            state,
        }.WithExamples("muster users match", "muster users match --state ambiguous --json");
        pages.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var page = pages.Read(call);
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var directory = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                var all = await muster.Matching.ListAsync(directory, cancellationToken);
                var table = Tables.New("User", "Name", "State", "May be");
                var shown = await Listing.WorkedOutAsync(
                    call,
                    page,
                    all.Where(entry => Fits(entry, call.Get(search), call.Get(state))).ToAsyncEnumerable(),
                    entry => entry.User.Key.ToString(CultureInfo.InvariantCulture),
                    Write,
                    entry =>
                        table.Add(
                            Tables.Text(LocalUsers.NameOf(entry.User)),
                            Tables.Text(entry.User.Attributes.DisplayName),
                            new Text(Words(entry.Kind)),
                            Tables.Text(string.Join("; ", entry.Suggestions.Select(Words)))
                        ),
                    cancellationToken
                );
                Listing.End(call, table, shown, "user", "Everybody here follows somebody in the directory.");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    public static Command Link(Cli cli)
    {
        var who = LocalUserCommands.Who();
        var to = new Option<string>("--to")
        {
            Description = "Object id of the directory user",
            Required = true,
            HelpName = "OBJECT_ID",
        };
        var replace = new Option<bool>("--replace")
        {
            Description = "Take over the memberships of the user who follows that directory user now, and suspend it",
        };
        var (connection, reason, consent) = (Connection(), Reason(), new Consent());
        var command = new Command("link", "Say which directory user somebody here is; from then on the directory decides")
        {
            who,
            to,
            replace,
            reason,
            connection,
        }.WithExamples(
            "muster users link ada@contoso.com --to 6e7b768e-07e2-4810-8459-485f84f8f204 --dry-run",
            "muster users link 6e7b768e-07e2-4810-8459-485f84f8f204 --to 87d349ed-44d7-43e1-9a83-5f2406dee5bd --replace --reason \"Re-hired\" --yes"
        );
        consent.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                if (!ObjectId.TryParse(call.Get(to), out var id))
                    throw new UserErrorException(
                        ExitCodes.WrongUsage,
                        $"--to is '{call.Get(to)}', which is not an object id (a GUID). Look for people with: muster users match"
                    );
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var outcome = await muster.UserLinks.LinkAsync(
                    await muster.ConnectionAsync(call.Get(connection), cancellationToken),
                    await LocalUserCommands.FoundAsync(call, muster, who, cancellationToken),
                    id,
                    call.Get(replace),
                    call.Actor,
                    call.Get(reason),
                    UsersReport.Asking(
                        call,
                        muster,
                        consent,
                        "Let this user follow that directory user?",
                        $"muster users link \"{call.Get(who)}\" --to {id}"
                    ),
                    cancellationToken
                );
                return await UsersReport.ConcludeAsync(call, muster, outcome, "Next: muster sync", cancellationToken);
            }
        );
        return command;
    }

    public static Command Unlink(Cli cli)
    {
        var who = LocalUserCommands.Who();
        var (reason, consent) = (Reason(), new Consent());
        var command = new Command("unlink", "Keep a user apart from the directory: ends its link, or keeps rules from making one")
        {
            who,
            reason,
        }.WithExamples(
            "muster users unlink ada@contoso.com --dry-run",
            "muster users unlink \"#17\" --reason \"Another person of the same name\" --yes"
        );
        consent.AddTo(command);
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var user = await LocalUserCommands.FoundAsync(call, muster, who, cancellationToken);
                var outcome = await muster.UserLinks.KeepApartAsync(
                    await muster.Connections.ListAsync(cancellationToken),
                    user,
                    call.Actor,
                    call.Get(reason),
                    UsersReport.Asking(
                        call,
                        muster,
                        consent,
                        "Keep this user apart from the directory?",
                        $"muster users unlink \"{call.Get(who)}\""
                    ),
                    cancellationToken
                );
                return await UsersReport.ConcludeAsync(
                    call,
                    muster,
                    outcome,
                    $"It is local user #{user.Key} now. To follow the directory again: muster users link \"#{user.Key}\" --to OBJECT_ID",
                    cancellationToken
                );
            }
        );
        return command;
    }

    private static bool Fits(MatchState entry, string? search, string? state) =>
        (state is null || JsonFormat.Word(entry.Kind) == state)
        && (
            search is null
            || new[] { entry.User.Attributes.UserPrincipalName, entry.User.Attributes.DisplayName, entry.User.Attributes.Mail }.Any(text =>
                text?.Contains(search, StringComparison.OrdinalIgnoreCase) == true
            )
        );

    private static void Write(Utf8JsonWriter json, MatchState entry)
    {
        json.WriteStartObject();
        json.WritePropertyName("user");
        UserCommands.Write(json, entry.User);
        json.WriteString("state", JsonFormat.Word(entry.Kind));
        json.WriteStartArray("suggestions");
        foreach (var suggestion in entry.Suggestions)
        {
            json.WriteStartObject();
            json.WriteString("id", suggestion.User.Id.ToString());
            json.Text("userPrincipalName", suggestion.User.Facts.UserPrincipalName);
            json.Text("displayName", suggestion.User.Facts.DisplayName);
            json.Text("mail", suggestion.User.Facts.Mail);
            json.Text("employeeId", suggestion.User.Facts.EmployeeId);
            json.WriteString("evidence", suggestion.Evidence);
            json.WriteBoolean("followed", suggestion.Followed);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string Words(MatchKind kind) =>
        kind switch
        {
            MatchKind.Adopted => "adopted when imported",
            MatchKind.Ambiguous => "ambiguous: pick one",
            MatchKind.OtherUser => "another user is that person",
            MatchKind.KeptApart => "kept apart",
            MatchKind.AccountGone => "account deleted",
            _ => "nobody fits",
        };

    private static string Words(MatchSuggestion suggestion) =>
        $"{suggestion.User.Id} {suggestion.User.Facts.UserPrincipalName} ({suggestion.Evidence}{(suggestion.Followed ? ", taken" : "")})";

    private static Option<string?> Connection() =>
        new("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };

    private static Option<string?> Reason() => new("--reason") { Description = "Why; kept in the audit log", HelpName = "TEXT" };
}
