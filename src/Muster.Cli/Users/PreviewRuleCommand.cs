using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Syncing;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;
using Muster.Core.Planning;
using Muster.Core.Platform;
using Muster.Engine.Syncing;
using Muster.Server;

namespace Muster.Cli.Users;

/// <summary><c>muster users preview</c></summary>
internal sealed class PreviewRuleCommand
{
    private readonly Option<string?> _connection = new("--connection")
    {
        Description = "Which connection, where there are several",
        HelpName = "NAME",
    };
    private readonly RuleChoice _choice = new();
    private readonly Option<int> _sample = new("--limit")
    {
        Description = "At most this many names of those who would leave, and of those who would join; 0 for all",
        DefaultValueFactory = _ => 10,
        HelpName = "N",
    };

    public static Command Create(Cli cli)
    {
        var options = new PreviewRuleCommand();
        var command = new Command(
            "preview",
            "Show whom a rule would cover, who would leave and who would join; the rule in force when none is given"
        )
        {
            options._connection,
            options._sample,
        }.WithExamples(
            "muster users preview --where 'department = \"IT\" and not userType = Guest'",
            "muster users preview --members-of Staff --where 'employeeHireDate <= today + 3d' --limit 0 --json"
        );
        options._choice.AddTo(command);
        cli.Handle(command, options.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        var chosen = _choice.Check(call, optional: true);
        var sample = PageOptions.Limit(call, _sample);
        await using var muster = await call.OpenExistingAsync(cancellationToken);
        var connection = await muster.ConnectionAsync(call.Get(_connection), cancellationToken);
        using var observer = new ConsoleObserver(call.Terminal, muster.Database.Platform, true, false, call.Clock);
        var rule = chosen
            ? await _choice.RuleAsync(call, muster, connection, observer, cancellationToken)
            : connection.ImportRule
                ?? throw new UserErrorException(
                    ExitCodes.WrongUsage,
                    "There is no rule yet; give one, such as: muster users preview --where 'userType = Member'"
                );
        var request = new SyncRequest
        {
            Connection = connection,
            Actor = call.Actor,
            NewImportRule = rule,
        };
        var planned = await muster.Syncs.PlanAsync(request, observer, cancellationToken);
        observer.Dispose();
        var (coverage, preview) = await muster.Rules.PreviewAsync(planned, cancellationToken);
        var shown = new Shown(planned, rule, coverage, preview, await NamesAsync(muster, preview, cancellationToken), sample);
        if (call.Terminal.Json)
            call.Terminal.WriteJson(json => Write(json, shown));
        else
            Print(call.Terminal, shown);
        return ExitCodes.Fine;
    }

    private static Task<IReadOnlyDictionary<int, PlatformUser>> NamesAsync(
        MusterInstance muster,
        RulePreview preview,
        CancellationToken cancellationToken
    ) =>
        muster.Database.Platform.UsersAsync(
            KeySet.Of(preview.Leavers.Select(leaver => leaver.User).Concat(preview.Returning)),
            cancellationToken
        );

    private static void Print(Terminal terminal, Shown shown)
    {
        var (coverage, preview) = (shown.Coverage, shown.Preview);
        terminal.Say($"[bold]{ImportRuleWords.Of(shown.Rule)}[/]");
        ShowRuleCommand.PrintCoverage(terminal, coverage);
        List(terminal, "would leave", preview.Leavers, shown.Limit, leaver => $"{shown.Name(leaver.User)}, {Loses(leaver)}");
        List(terminal, "would join", shown.Joiners, shown.Limit, name => name);
        if (preview.StayByGroups > 0)
            terminal.Say($"{Numbers.Of(preview.StayByGroups, "user")} outside the rule would stay, being in groups here.");
        if (preview.OtherSuspensions > 0)
            terminal.Say($"{Numbers.Of(preview.OtherSuspensions, "user")} would be suspended for another reason than the rule.");
        if (shown.Planned.Verdict is PlanVerdict.Held(var trips))
            foreach (var trip in trips)
                terminal.Say($"[yellow]It would be held: {trip.Guard}[/] {trip.Detail}");
        RunReport.PrintProblems(terminal, [.. shown.Planned.Plan.Problems, .. coverage.Problems]);
        terminal.Note($"[grey]Nothing was changed. To take the rule: muster users import with the same options[/]");
    }

    private static string Loses(RuleLeaver leaver) => $"{Numbers.Of(leaver.Memberships, "membership")} here";

    private static void List<T>(Terminal terminal, string what, IReadOnlyList<T> people, int limit, Func<T, string> words)
    {
        terminal.Say($"{Numbers.Of(people.Count, "user")} {what}{(people.Count == 0 ? "." : ":")}");
        foreach (var person in limit == 0 ? people : people.Take(limit))
            terminal.Say($"  {words(person)}");
        if (limit > 0 && people.Count > limit)
            terminal.Say($"  [grey]… and {Numbers.Of(people.Count - limit)} more; --limit 0 shows all[/]");
    }

    private static void Write(Utf8JsonWriter json, Shown shown)
    {
        json.WriteStartObject();
        RuleJson.WriteRule(json, shown.Rule);
        RuleJson.WriteCoverage(json, shown.Coverage, shown.Planned.Plan.Problems);
        json.WriteNumber("wouldLeave", shown.Preview.Leavers.Count);
        json.WriteNumber("wouldJoin", shown.Joiners.Count);
        json.WriteNumber("stayByGroups", shown.Preview.StayByGroups);
        json.WriteNumber("otherSuspensions", shown.Preview.OtherSuspensions);
        json.WriteBoolean("wouldBeHeld", shown.Planned.Verdict is PlanVerdict.Held);
        json.WriteStartArray("leavers");
        foreach (var leaver in shown.Limit == 0 ? shown.Preview.Leavers : shown.Preview.Leavers.Take(shown.Limit))
        {
            json.WriteStartObject();
            json.WriteString("user", shown.Name(leaver.User));
            json.WriteNumber("memberships", leaver.Memberships);
            json.WriteString("evidence", JsonFormat.Word(leaver.Evidence));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("joiners");
        foreach (var name in shown.Limit == 0 ? shown.Joiners : shown.Joiners.Take(shown.Limit))
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>What is shown of one preview.</summary>
    private sealed record Shown(
        PlannedRun Planned,
        ImportRule Rule,
        RuleCoverage Coverage,
        RulePreview Preview,
        IReadOnlyDictionary<int, PlatformUser> Users,
        int Limit
    )
    {
        /// <summary>New users and returning ones, by name.</summary>
        public IReadOnlyList<string> Joiners { get; } =
        [
            .. Preview
                .Joiners.Select(step => NameOf(step.Attributes, step.Id.ToString()))
                .Concat(Preview.Returning.Select(user => $"{Of(Users, user)} (again)"))
                .Order(StringComparer.Ordinal),
        ];

        public string Name(int user) => Of(Users, user);

        private static string Of(IReadOnlyDictionary<int, PlatformUser> users, int key) =>
            users.TryGetValue(key, out var user) ? NameOf(user.Attributes, $"user {key}") : $"user {key}";

        private static string NameOf(UserAttributes attributes, string otherwise) =>
            attributes.UserPrincipalName ?? attributes.DisplayName ?? otherwise;
    }
}
