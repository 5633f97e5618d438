using System.CommandLine;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Core.DirectoryObjects;
using Muster.Core.Importing;

namespace Muster.Cli.Users;

/// <summary><c>muster users why</c></summary>
internal static class WhyUserCommand
{
    public static Command Create(Cli cli)
    {
        var who = new Argument<string>("USER") { Description = "UPN, mail address or object id of a directory user" };
        var name = new Option<string?>("--connection") { Description = "Which connection, where there are several", HelpName = "NAME" };
        var command = new Command("why", "Say whether the import rule covers somebody, and which part of it decides")
        {
            who,
            name,
        }.WithExamples("muster users why ada@contoso.com", "muster users why 6e7b768e-07e2-4810-8459-485f84f8f204 --json");
        cli.Handle(
            command,
            async (call, cancellationToken) =>
            {
                await using var muster = await call.OpenExistingAsync(cancellationToken);
                var connection = await muster.ConnectionAsync(call.Get(name), cancellationToken);
                var user = await DirectoryUserLookup.FindAsync(call.Get(who), muster, connection, present: false, cancellationToken);
                var verdict =
                    await muster.Rules.WhyAsync(connection, user, cancellationToken)
                    ?? throw new UserErrorException(
                        ExitCodes.IncompleteRead,
                        $"The directory has not been read with what the rule names ({connection.ImportRule!.Selection}) yet, so nothing can be said. Run: muster sync"
                    );
                if (call.Terminal.Json)
                    call.Terminal.WriteJson(json => Write(json, connection.ImportRule, verdict));
                else
                    Print(call.Terminal, connection.ImportRule, verdict);
                return ExitCodes.Fine;
            }
        );
        return command;
    }

    private static string Because(ImportRule? rule, PersonVerdict verdict) =>
        (verdict.User.Presence, verdict.User.Facts.AccountEnabled, rule) switch
        {
            (not ObjectPresence.Present, _, _) =>
                "The directory does not have this account any more, so it is suspended whatever the rule says.",
            (_, false, _) => "The account is disabled in the directory, so it is suspended whatever the rule says.",
            (_, _, null) => "There is no import rule yet.",
            _ when verdict.Covered => "The import rule covers this person.",
            (_, _, ImportRule.MembersOf) when verdict.Through.Count == 0 =>
                "The import rule does not cover this person, who is in none of the groups it names.",
            _ => "The import rule does not cover this person.",
        };

    private static void Print(Terminal terminal, ImportRule? rule, PersonVerdict verdict)
    {
        var facts = verdict.User.Facts;
        terminal.Say(
            $"[bold]{facts.DisplayName ?? verdict.User.Id.ToString()}[/]  {facts.UserPrincipalName ?? ""}  [grey]{verdict.User.Id.ToString()}[/]"
        );
        terminal.Say($"{Because(rule, verdict)}");
        if (rule is not null)
            terminal.Say($"[grey]The rule: {ImportRuleWords.Of(rule)}[/]");
        foreach (var group in verdict.Through)
            terminal.Say($"  through the group '{group.Name}' [grey]{group.Id.ToString()}[/]");
        if (verdict.Trace is { } trace)
            Print(terminal, trace, trace.Decisive().ToHashSet<object>(ReferenceEqualityComparer.Instance), 1);
        if (verdict.NextChange is { } next)
            terminal.Say($"This changes by itself on {Numbers.Instant(next)}, if nothing else does.");
        if (verdict.LinkedGroups.Count > 0)
            terminal.Say(
                $"[grey]Imported with {Numbers.Of(verdict.LinkedGroups.Count, "linked group")} in any case: {string.Join(", ", verdict.LinkedGroups.Take(5))}{(verdict.LinkedGroups.Count > 5 ? ", …" : "")}[/]"
            );
    }

    private static void Print(Terminal terminal, ConditionTrace trace, HashSet<object> decisive, int depth)
    {
        var actual = trace.Condition is UserCondition.Term ? $": it is {(trace.Actual is null ? "empty" : $"\"{trace.Actual}\"")}" : "";
        var against = trace.Against is { } instant ? $", compared with {Numbers.Instant(instant)}" : "";
        var decides = decisive.Contains(trace) ? "  ← decides" : "";
        terminal.Say($"{new string(' ', depth * 2)}{(trace.Met ? "yes" : "no ")}  {trace.Condition.ToString()}{actual}{against}{decides}");
        foreach (var part in trace.Parts)
            Print(terminal, part, decisive, depth + 1);
    }

    private static void Write(Utf8JsonWriter json, ImportRule? rule, PersonVerdict verdict)
    {
        json.WriteStartObject();
        json.WriteString("id", verdict.User.Id.ToString());
        json.Text("userPrincipalName", verdict.User.Facts.UserPrincipalName);
        json.Text("displayName", verdict.User.Facts.DisplayName);
        json.WriteBoolean("present", verdict.User.Presence == ObjectPresence.Present);
        json.WriteBoolean("enabled", verdict.User.Enabled);
        RuleJson.WriteRule(json, rule);
        json.WriteBoolean("covered", verdict.Covered);
        json.WriteString("because", Because(rule, verdict));
        json.WriteStartArray("through");
        foreach (var group in verdict.Through)
            json.WriteStringValue(group.Id.ToString());
        json.WriteEndArray();
        json.WriteStartArray("decides");
        foreach (var term in verdict.Trace?.Decisive() ?? [])
            json.WriteStringValue(term.Condition.ToString());
        json.WriteEndArray();
        json.WritePropertyName("trace");
        if (verdict.Trace is { } trace)
            RuleJson.Write(json, trace, trace.Decisive().ToHashSet<object>(ReferenceEqualityComparer.Instance));
        else
            json.WriteNullValue();
        json.Instant("nextChange", verdict.NextChange);
        json.WriteStartArray("linkedGroups");
        foreach (var group in verdict.LinkedGroups)
            json.WriteStringValue(group);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
