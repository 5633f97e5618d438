using System.Text.Json;
using Muster.Core.Importing;
using Muster.Core.Planning;

namespace Muster.Server.Wording;

/// <summary>Rules, their counts and their evaluation as JSON.</summary>
internal static class RuleJson
{
    public static void Write(Utf8JsonWriter json, ImportRule? rule, RuleCoverage? coverage)
    {
        json.WriteStartObject();
        WriteRule(json, rule);
        json.WriteBoolean("read", rule is null || coverage is not null);
        if (coverage is not null)
            WriteCoverage(json, coverage);
        json.WriteEndObject();
    }

    /// <summary>Properties <c>rule</c>, <c>words</c> and <c>condition</c> of the object that is open.</summary>
    public static void WriteRule(Utf8JsonWriter json, ImportRule? rule)
    {
        json.Text(
            "rule",
            rule switch
            {
                ImportRule.Everyone => "everyone",
                ImportRule.MembersOf => "membersOf",
                ImportRule.Where => "where",
                ImportRule.HandPicked => "handPicked",
                _ => null,
            }
        );
        json.Text("words", rule is null ? null : ImportRuleWords.Of(rule));
        json.Text("condition", rule?.Condition?.ToString());
    }

    /// <summary>Counts, groups, next change and problems, as properties of the object that is open.</summary>
    public static void WriteCoverage(Utf8JsonWriter json, RuleCoverage coverage, IEnumerable<PlanProblem>? more = null)
    {
        json.WriteNumber("users", coverage.Users);
        json.WriteNumber("enabled", coverage.Enabled);
        json.WriteNumber("covered", coverage.Covered);
        json.WriteNumber("coveredEnabled", coverage.CoveredEnabled);
        json.WriteStartArray("groups");
        foreach (var group in coverage.Groups)
        {
            json.WriteStartObject();
            json.WriteString("id", group.Id.ToString());
            json.Text("name", group.Name);
            json.WriteBoolean("present", group.Present);
            json.WriteNumber("members", group.Members);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.Instant("nextChange", coverage.NextChange);
        json.WriteStartArray("problems");
        foreach (var problem in (more ?? []).Concat(coverage.Problems))
        {
            json.WriteStartObject();
            json.WriteString("code", problem.Code);
            json.WriteString("subject", problem.Subject);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>One part of a condition with its result, and its parts below it.</summary>
    public static void Write(Utf8JsonWriter json, ConditionTrace trace, HashSet<object> decisive)
    {
        json.WriteStartObject();
        json.WriteString("condition", trace.Condition.ToString());
        json.WriteBoolean("met", trace.Met);
        json.WriteBoolean("decides", decisive.Contains(trace));
        if (trace.Condition is UserCondition.Term)
            json.Text("actual", trace.Actual);
        if (trace.Against is { } against)
            json.Instant("against", against);
        if (trace.Parts.Count > 0)
        {
            json.WriteStartArray("parts");
            foreach (var part in trace.Parts)
                Write(json, part, decisive);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }
}
