using System.CommandLine;
using Muster.Core.Attributes;
using Muster.Core.Platform;
using Muster.Server;

namespace Muster.Cli.Users;

/// <summary><c>muster users add|set|suspend|reactivate</c>: local users, who follow no directory.</summary>
internal static class LocalUserCommands
{
    public static Command Add(Cli cli)
    {
        var upn = new Option<string>("--upn")
        {
            Description = "UPN, such as ada@contoso.com",
            Required = true,
            HelpName = "UPN",
        };
        var name = new Option<string>("--name")
        {
            Description = "Name shown to people",
            Required = true,
            HelpName = "TEXT",
        };
        var others = Others(withName: false);
        var command = new Command("add", "Make a local user, who follows no directory") { upn, name };
        foreach (var option in others.Values)
            command.Add(option);
        command.WithExamples(
            "muster users add --upn ada@contoso.com --name \"Ada Lovelace\"",
            "muster users add --upn ada@contoso.com --name \"Ada Lovelace\" --mail ada@contoso.com --employee-id 1815"
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenAsync(cancellationToken);
                var attributes = Given(call, others)
                    .Aggregate(
                        UserAttributes.None with
                        {
                            UserPrincipalName = Typed(call.Get(upn)),
                            DisplayName = Typed(call.Get(name)),
                        },
                        (user, value) => user.With(value.Key, value.Value)
                    );
                var outcome = await muster.LocalUsers.AddAsync(attributes, call.Actor, cancellationToken);
                return await UsersReport.ConcludeAsync(
                    call,
                    muster,
                    outcome,
                    $"Put the user into a local group: muster groups add-member GROUP {call.Get(upn)}",
                    cancellationToken
                );
            }
        );
        return command;
    }

    public static Command Set(Cli cli)
    {
        var who = Who();
        var upn = new Option<string?>("--upn") { Description = "New UPN", HelpName = "UPN" };
        var others = Others(withName: true);
        var command = new Command("set", "Change properties of a local user; an empty text clears one") { who, upn };
        foreach (var option in others.Values)
            command.Add(option);
        command.WithExamples(
            "muster users set ada@contoso.com --name \"Ada King\"",
            "muster users set ada@contoso.com --mail ada.king@contoso.com --employee-id \"\""
        );
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                var values = Given(call, others).ToList();
                if (call.Get(upn) is { } changed)
                    values.Add(KeyValuePair.Create("userPrincipalName", Typed(changed)));
                if (values.Count == 0)
                    throw new UserErrorException(ExitCodes.WrongUsage, "Say what to change, for instance --name TEXT or --mail ADDRESS.");
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var outcome = await muster.LocalUsers.SetAsync(
                    await FoundAsync(call, muster, who, cancellationToken),
                    user => values.Aggregate(user, (attributes, value) => attributes.With(value.Key, value.Value)),
                    call.Actor,
                    cancellationToken
                );
                return await UsersReport.ConcludeAsync(
                    call,
                    muster,
                    outcome,
                    $"Show it: muster users show \"{call.Get(who)}\"",
                    cancellationToken
                );
            }
        );
        return command;
    }

    public static Command Suspend(Cli cli) =>
        SetActive(cli, "suspend", "Take a local user's access away; nothing is erased", active: false)
            .WithExamples(
                "muster users suspend ada@contoso.com --reason \"Contract ended\"",
                "muster users suspend ada@contoso.com --reason \"Lost laptop\" --json"
            );

    public static Command Reactivate(Cli cli) =>
        SetActive(cli, "reactivate", "Give a suspended local user access again", active: true)
            .WithExamples(
                "muster users reactivate ada@contoso.com --reason \"Back from leave\"",
                "muster users reactivate \"#17\" --reason \"Suspended by mistake\""
            );

    private static Command SetActive(Cli cli, string verb, string description, bool active)
    {
        var who = Who();
        var reason = new Option<string>("--reason")
        {
            Description = "Why; kept in the audit log",
            Required = true,
            HelpName = "TEXT",
        };
        var command = new Command(verb, description) { who, reason };
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                if (string.IsNullOrWhiteSpace(call.Get(reason)))
                    throw new UserErrorException(ExitCodes.WrongUsage, "--reason is empty; say why, for the audit log.");
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var outcome = await muster.LocalUsers.SetActiveAsync(
                    await FoundAsync(call, muster, who, cancellationToken),
                    active,
                    call.Get(reason)!,
                    call.Actor,
                    cancellationToken
                );
                return await UsersReport.ConcludeAsync(call, muster, outcome, "See it in: muster runs list", cancellationToken);
            }
        );
        return command;
    }

    public static Argument<string> Who() =>
        new("USER") { Description = "UPN, mail address, exact display name, object id, or #number of a local user" };

    public static async Task<Engine.Platform.UserRow> FoundAsync(
        Invocation call,
        MusterInstance muster,
        Argument<string> who,
        CancellationToken cancellationToken
    ) =>
        await UserCommands.FindAsync(
            muster,
            call.Get(who),
            await muster.Database.Platform.RevisionAsync(cancellationToken),
            cancellationToken
        );

    private static Dictionary<string, Option<string?>> Others(bool withName)
    {
        static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };
        var options = new Dictionary<string, Option<string?>>(StringComparer.Ordinal)
        {
            ["mail"] = Text("--mail", "Mail address"),
            ["givenName"] = Text("--given-name", "Given name"),
            ["surname"] = Text("--surname", "Family name"),
            ["department"] = Text("--department", "Department"),
            ["jobTitle"] = Text("--job-title", "Job title"),
            ["officeLocation"] = Text("--office", "Office location"),
            ["employeeId"] = Text("--employee-id", "Number given by the organisation"),
            ["userType"] = Text("--user-type", "Member or Guest"),
        };
        if (withName)
            options.Add("displayName", Text("--name", "Name shown to people"));
        return options;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Given(Invocation call, Dictionary<string, Option<string?>> options) =>
        options
            .Select(option => KeyValuePair.Create(option.Key, call.Get(option.Value)))
            .Where(value => value.Value is not null)
            .Select(value => KeyValuePair.Create(value.Key, Typed(value.Value)));

    private static string? Typed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
