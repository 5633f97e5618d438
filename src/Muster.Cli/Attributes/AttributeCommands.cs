using System.CommandLine;
using Muster.Cli.Terminals;
using Muster.Core.Attributes;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Server;
using Spectre.Console;

namespace Muster.Cli.Attributes;

/// <summary><c>muster attributes …</c>: how attributes of users and groups are filled.</summary>
internal static class AttributeCommands
{
    public static Command Create(Cli cli)
    {
        var command = new Command("attributes", "See how attributes of users and groups are filled from the directory");
        command.Add(Show(cli));
        command.Add(Preview(cli));
        return command;
    }

    private static Command Show(Cli cli)
    {
        var connection = Connection();
        var groups = new Option<bool>("--groups") { Description = "The attributes of groups instead of those of users" };
        var command = new Command("show", "List the attributes with what fills them") { connection, groups }.WithExamples(
            "muster attributes show",
            "muster attributes show --groups --connection entra --json"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var directory = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                var policies = await muster.Policies.OfConnectionAsync(directory.Key, cancellationToken);
                var ofGroups = call.Get(groups);
                var missing = (ofGroups ? policies.WhenGroupMissing : policies.WhenMissing).ToDictionary(
                    rule => rule.Attribute,
                    rule => rule.Then,
                    StringComparer.Ordinal
                );
                var table = Tables.New("Attribute", "Filled by", "Where a part is missing");
                var shown = await Listing.WorkedOutAsync(
                    call,
                    Page.Whole,
                    (ofGroups ? GroupRules(policies) : Rules(policies)).ToAsyncEnumerable(),
                    rule => rule.Attribute,
                    (json, rule) =>
                    {
                        json.WriteStartObject();
                        json.WriteString("attribute", rule.Attribute);
                        json.Text("template", rule.Template);
                        json.Text("whenMissing", rule.Template is null ? null : JsonFormat.Word(missing.GetValueOrDefault(rule.Attribute)));
                        json.WriteEndObject();
                    },
                    rule =>
                        table.Add(
                            new Text(rule.Attribute),
                            rule.Template is null
                                ? new Text("the property of its name", new Style(Color.Grey))
                                : Tables.Text(rule.Template),
                            new Text(rule.Template is null ? "empty" : Words(missing.GetValueOrDefault(rule.Attribute)))
                        ),
                    cancellationToken
                );
                Listing.End(call, table, shown, "attribute", "");
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static Command Preview(Cli cli)
    {
        var who = new Argument<string>("USER") { Description = "A directory user: UPN, mail address or object id" };
        var connection = Connection();
        var set = new Option<string[]>("--set")
        {
            Description = "Try a template instead of the one in force, such as displayName={surname}, {givenName}",
            HelpName = "NAME=TEMPLATE",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command("preview", "Show what the mapping makes of one person; changes nothing")
        {
            who,
            connection,
            set,
        }.WithExamples(
            "muster attributes preview ada@contoso.com",
            "muster attributes preview ada@contoso.com --set 'displayName={surname}, {givenName}'"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var directory = await muster.ConnectionAsync(call.Get(connection), cancellationToken);
                var policies = Tried(await muster.Policies.OfConnectionAsync(directory.Key, cancellationToken), call.Get(set) ?? []);
                var user = await DirectoryUserAsync(muster, directory.Key, call.Get(who), cancellationToken);
                var revision = await muster.Database.Platform.RevisionAsync(cancellationToken);
                var followers = await muster.Database.Platform.FindUsersAsync(user.Id.ToString(), revision, cancellationToken);
                var before = followers is [var follower, ..] ? follower.Attributes : null;
                Print(call.Terminal, user, before, AttributeMapping.Of(policies).Map(user, before), Rules(policies));
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static void Print(
        Terminal terminal,
        DirectoryUser user,
        UserAttributes? before,
        MappedUser mapped,
        IReadOnlyList<(string Attribute, string? Template)> rules
    )
    {
        var faults = mapped.Faults.ToDictionary(fault => fault.Attribute, fault => fault.Cause, StringComparer.Ordinal);
        if (terminal.Json)
        {
            terminal.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("id", user.Id.ToString());
                json.WriteBoolean("skipped", mapped.Skipped);
                json.WriteStartArray("attributes");
                foreach (var (attribute, _) in rules)
                {
                    json.WriteStartObject();
                    json.WriteString("attribute", attribute);
                    json.Text("before", before?.Get(attribute));
                    json.Text("after", mapped.Attributes.Get(attribute));
                    json.Text("fault", faults.GetValueOrDefault(attribute));
                    json.WriteEndObject();
                }
                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }
        var table = Tables.New("Attribute", "Now", "By the mapping", "Missing");
        foreach (var (attribute, _) in rules)
            table.Add(
                new Text(attribute),
                Tables.Text(before?.Get(attribute)),
                Tables.Text(mapped.Attributes.Get(attribute)),
                Tables.Text(faults.GetValueOrDefault(attribute))
            );
        terminal.Out.Write(table);
        if (mapped.Skipped)
            terminal.Say($"[yellow]The person is neither created nor changed until nothing is missing.[/]");
    }

    private static ConnectionPolicies Tried(ConnectionPolicies policies, string[] templates)
    {
        if (templates.Length == 0)
            return policies;
        try
        {
            var tried = Settings
                .OfConnection.Find("userAttributes")
                .Apply(ConnectionPolicies.Default, string.Join('\n', templates))
                .UserAttributes;
            var others = policies.UserAttributes.Where(rule => tried.All(other => other.Attribute != rule.Attribute));
            return policies with
            {
                UserAttributes = ValueList.Of(others.Concat(tried).OrderBy(rule => rule.Attribute, StringComparer.Ordinal)),
            };
        }
        catch (SettingException fault)
        {
            throw new UserErrorException(ExitCodes.WrongUsage, $"--set: {fault.Message}");
        }
    }

    private static List<(string Attribute, string? Template)> Rules(ConnectionPolicies policies)
    {
        var templates = policies.UserAttributes.ToDictionary(rule => rule.Attribute, rule => rule.Template, StringComparer.Ordinal);
        return
        [
            .. UserAttributeNames
                .OfEveryone.Concat(templates.Keys.Except(UserAttributeNames.OfEveryone).Order(StringComparer.Ordinal))
                .Select(attribute => (attribute, templates.GetValueOrDefault(attribute))),
        ];
    }

    private static List<(string Attribute, string? Template)> GroupRules(ConnectionPolicies policies) =>
        [.. policies.GroupAttributes.Select(rule => (rule.Attribute, (string?)rule.Template))];

    private static async Task<DirectoryUser> DirectoryUserAsync(
        MusterInstance muster,
        int connection,
        string text,
        CancellationToken cancellationToken
    ) =>
        (await muster.Database.Mirror.FindUsersAsync(connection, text, cancellationToken))
            .Where(user => user.Presence == ObjectPresence.Present)
            .ToList() switch
        {
            [var only] => only,
            [] => throw new UserErrorException(
                ExitCodes.NotFound,
                $"The directory has no user with UPN, mail address or object id '{text}', as far as it was read. Read it with: muster sync"
            ),
            var several => throw new UserErrorException(
                ExitCodes.WrongUsage,
                $"'{text}' fits {several.Count} directory users; give the object id of one: {string.Join(", ", several.Take(10).Select(user => user.Id))}."
            ),
        };

    private static string Words(MissingPart missing) =>
        missing switch
        {
            MissingPart.Keep => "stays as it is",
            MissingPart.Empty => "becomes empty",
            MissingPart.Skip => "the person or group is left out, and a problem tells",
            _ => "stays as it is, and a problem tells",
        };

    private static Option<string?> Connection() =>
        new("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
}
