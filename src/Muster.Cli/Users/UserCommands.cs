using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Platform;
using Spectre.Console;

namespace Muster.Cli.Users;

/// <summary><c>muster users …</c></summary>
internal static class UserCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("users", "Import users from the directory and look at them");
        command.Add(ImportUsersCommand.Create(cli));
        command.Add(PreviewRuleCommand.Create(cli));
        command.Add(ShowRuleCommand.Create(cli));
        command.Add(WhyUserCommand.Create(cli));
        command.Add(List(cli));
        command.Add(Show(cli));
        return command;
    }

    public static void Write(Utf8JsonWriter json, UserRow user)
    {
        json.WriteStartObject();
        json.Text("id", user.Id?.ToString());
        json.Text("userPrincipalName", user.Attributes.UserPrincipalName);
        json.Text("displayName", user.Attributes.DisplayName);
        json.Text("mail", user.Attributes.Mail);
        json.Text("department", user.Attributes.Department);
        json.Text("jobTitle", user.Attributes.JobTitle);
        json.Text("userType", user.Attributes.UserType);
        json.WriteBoolean("active", user.Active);
        json.WriteEndObject();
    }

    /// <summary>The one user a text means: by UPN, mail, object id or display name.</summary>
    public static async Task<UserRow> FindAsync(MusterInstance muster, string text, long revision, CancellationToken cancellationToken)
    {
        var found = await muster.Database.Platform.FindUsersAsync(text, revision, cancellationToken);
        return Chosen(found, text);
    }

    /// <summary>The one of several users whom a text means: a UPN or object id counts before a name, an active user before suspended ones.</summary>
    public static UserRow Chosen(IReadOnlyList<UserRow> found, string text)
    {
        var exact = found
            .Where(user =>
                string.Equals(user.Attributes.UserPrincipalName, text, StringComparison.OrdinalIgnoreCase) || user.Id?.ToString() == text
            )
            .ToList();
        var candidates = exact.Count > 0 ? exact : found;
        if (candidates.Count > 1 && candidates.Count(user => user.Active) == 1)
            return candidates.Single(user => user.Active);
        return candidates switch
        {
            [var only] => only,
            [] => throw new UserErrorException(
                ExitCodes.NotFound,
                $"There is no user '{text}' here. Give the UPN, the mail address, the exact display name or the object id; search with: muster users list --search TEXT"
            ),
            _ => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"'{text}' fits {candidates.Count} users; give the object id of one: {string.Join(", ", candidates.Take(10).Select(user => $"{user.Id} ({user.Attributes.UserPrincipalName})"))}."
            ),
        };
    }

    private static Command List(Cli cli)
    {
        var search = new Option<string?>("--search")
        {
            Description = "Only users whose name, UPN or mail contains this",
            HelpName = "TEXT",
        };
        var limit = new Option<int>("--limit")
        {
            Description = "At most this many rows; 0 for all",
            DefaultValueFactory = _ => 50,
            HelpName = "N",
        };
        var at = Moments.Option();
        var command = new Command("list", "List the platform's users") { search, limit, at }.WithExamples(
            "muster users list --search lee",
            "muster users list --at 2026-01-31 --limit 0 --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var table = Tables.New("UPN", "Name", "Department", "State");
                var shown = await Listing.ShowAsync(
                    call,
                    muster.Database.Platform.UserRowsAsync(revision, call.Get(search), cancellationToken),
                    call.Get(limit),
                    Write,
                    user =>
                        table.Add(
                            Tables.Text(user.Attributes.UserPrincipalName),
                            Tables.Text(user.Attributes.DisplayName),
                            Tables.Text(user.Attributes.Department),
                            user.Active ? new Text("active") : new Text("suspended", new Style(Color.Grey))
                        ),
                    cancellationToken
                );
                Listing.End(
                    call,
                    table,
                    shown,
                    "user",
                    call.Get(search) is null ? "Import some: muster users import --everyone" : "Nothing fits the search."
                );
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Show(Cli cli)
    {
        var who = new Argument<string>("USER") { Description = "UPN, mail address, exact display name or object id" };
        var at = Moments.Option();
        var command = new Command("show", "Show a user and the groups the user is in") { who, at }.WithExamples(
            "muster users show ada@contoso.com",
            "muster users show ada@contoso.com --at 2026-01-31"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var revision = (await Moments.FindAsync(call, muster, at, cancellationToken)).Revision;
                var user = await FindAsync(muster, call.Get(who), revision, cancellationToken);
                var groups = await muster
                    .Database.Platform.GroupRowsAsync(revision, null, cancellationToken)
                    .ToDictionaryAsync(group => group.Key, cancellationToken: cancellationToken);
                var memberships = await muster
                    .Database.Platform.MembershipRowsAsync(revision, null, user.Key, cancellationToken)
                    .Where(row => groups.ContainsKey(row.Group))
                    .OrderBy(row => groups[row.Group].Name, StringComparer.Ordinal)
                    .ThenBy(row => row.Relation)
                    .ToListAsync(cancellationToken);
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.WritePropertyName("user");
                        Write(json, user);
                        json.WriteStartArray("memberships");
                        foreach (var row in memberships)
                        {
                            json.WriteStartObject();
                            json.WriteString("group", groups[row.Group].Name);
                            json.WriteString("relation", JsonFormat.Word(row.Relation));
                            json.WriteString("origin", JsonFormat.Word(row.Origin));
                            json.WriteEndObject();
                        }
                        json.WriteEndArray();
                        json.WriteEndObject();
                    });
                else
                    Print(call.Terminal, user, memberships.Select(row => (groups[row.Group].Name, row)));
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Print(Terminal terminal, UserRow user, IEnumerable<(string Group, MembershipRow Row)> memberships)
    {
        var attributes = user.Attributes;
        terminal.Say($"[bold]{attributes.DisplayName}[/]  {attributes.UserPrincipalName}  {(user.Active ? "active" : "suspended")}");
        var line = string.Join(
            ", ",
            new[] { attributes.JobTitle, attributes.Department, attributes.OfficeLocation, attributes.UserType }.Where(part =>
                part is not null
            )
        );
        terminal.Say($"[grey]{line}[/]");
        terminal.Say($"[grey]object id {user.Id?.ToString() ?? "none"}[/]");
        var table = Tables.New("Group", "Relation", "Origin");
        var count = 0;
        foreach (var (group, row) in memberships)
        {
            table.Add(Tables.Text(group), new Text(JsonFormat.Word(row.Relation)), new Text(JsonFormat.Word(row.Origin)));
            count++;
        }
        if (terminal.Options.Quiet || count > 0)
            terminal.Out.Write(table);
        else
            terminal.Say($"In no group.");
    }
}
