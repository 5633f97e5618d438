using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Engine.Platform;
using Muster.Server;
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
        command.Add(ListUsersCommand.Create(cli));
        command.Add(Show(cli));
        command.Add(LocalUserCommands.Add(cli));
        command.Add(LocalUserCommands.Set(cli));
        command.Add(LocalUserCommands.Suspend(cli));
        command.Add(LocalUserCommands.Reactivate(cli));
        command.Add(LinkUserCommands.Match(cli));
        command.Add(LinkUserCommands.Link(cli));
        command.Add(LinkUserCommands.Unlink(cli));
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
        json.WriteString("handle", user.Handle);
        json.WriteBoolean("keptApart", user.KeptApart);
        json.Text("employeeId", user.Attributes.EmployeeId);
        json.WriteStartObject("attributes");
        foreach (var (name, value) in user.Attributes.Custom)
            json.WriteString(name, value);
        json.WriteEndObject();
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
                string.Equals(user.Attributes.UserPrincipalName, text, StringComparison.OrdinalIgnoreCase) || user.Handle == text
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
                $"'{text}' fits {candidates.Count} users; give the object id or number of one: {string.Join(", ", candidates.Take(10).Select(user => $"{user.Handle} ({user.Attributes.UserPrincipalName})"))}."
            ),
        };
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
        if (user.Id is { } id)
            terminal.Say($"[grey]object id {id.ToString()}[/]");
        else
            terminal.Say($"[grey]local user {user.Handle}{(user.KeptApart ? ", kept apart from the directory" : "")}[/]");
        foreach (var (name, value) in attributes.Custom)
            terminal.Say($"[grey]{name}: {value}[/]");
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
