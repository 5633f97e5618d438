using System.Text.Json;
using Muster.Cli.Groups;
using Muster.Cli.Users;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;
using Muster.Engine.Explaining;
using Muster.Engine.Platform;

namespace Muster.Cli.Explaining;

/// <summary>An explanation as one JSON document.</summary>
internal static class ExplanationJson
{
    public static void Write(Utf8JsonWriter json, Explanation explanation, Moment moment)
    {
        json.WriteStartObject();
        json.WritePropertyName("user");
        if (explanation.User is { } user)
            UserCommands.Write(json, user);
        else
            json.WriteNullValue();
        WriteAccount(json, explanation.Person);
        json.WritePropertyName("group");
        GroupLookup.Write(json, explanation.Group, null);
        json.Instant("at", explanation.At);
        moment.Write(json, "moment");
        json.WriteBoolean("isMember", Has(explanation, MembershipRelation.Member));
        json.WriteBoolean("isOwner", Has(explanation, MembershipRelation.Owner));
        json.Text("whyNot", explanation.WhyNot);
        WriteSteps(json, explanation);
        WriteStanding(json, explanation);
        json.Instant("firstSeen", explanation.IsIn ? explanation.FirstSeen : null);
        json.Instant("lastConfirmed", explanation.LastConfirmed?.At);
        WriteRules(json, explanation);
        WritePaths(json, explanation);
        WritePast(json, explanation);
        json.Instant("historyBegins", explanation.Beginning?.At);
        json.WriteEndObject();
    }

    private static bool Has(Explanation explanation, MembershipRelation relation) =>
        explanation.Standing.Any(standing => standing.Interval.Relation == relation);

    private static void WriteAccount(Utf8JsonWriter json, DirectoryUser? person)
    {
        if (person is null)
        {
            json.WriteNull("account");
            return;
        }
        json.WriteStartObject("account");
        json.WriteString("id", person.Id.ToString());
        json.Text("userPrincipalName", person.Facts.UserPrincipalName);
        json.Text("displayName", person.Facts.DisplayName);
        json.WriteBoolean("accountEnabled", person.Facts.AccountEnabled);
        json.WriteString("presence", JsonFormat.Word(person.Presence));
        json.WriteEndObject();
    }

    private static void WriteSteps(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartArray("steps");
        foreach (var step in explanation.Steps)
        {
            json.WriteStartObject();
            json.WriteString("step", step.Code);
            json.WriteBoolean("passed", step.Passed);
            json.WriteString("text", step.Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteStanding(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartArray("standing");
        foreach (var standing in explanation.Standing)
        {
            json.WriteStartObject();
            json.WriteString("relation", JsonFormat.Word(standing.Interval.Relation));
            json.WriteString("origin", JsonFormat.Word(standing.Interval.Origin));
            json.Instant("since", standing.Interval.From);
            json.WriteNumber("run", standing.Interval.FromRun);
            json.Text("verb", standing.Run?.Verb);
            json.Text("actor", standing.Run?.Actor);
            json.Text("through", standing.Via?.Name);
            json.Text("throughId", standing.Via?.Id.ToString());
            json.Text("approvedBy", standing.Run?.DecidedBy);
            json.Text("reason", standing.Run?.DecisionReason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRules(Utf8JsonWriter json, Explanation explanation)
    {
        if (explanation.Link is { } link && explanation.Group.Id is not null)
        {
            json.WriteStartObject("link");
            json.WriteString("cause", JsonFormat.Word(link.Cause));
            json.WriteNumber("run", link.Run);
            json.Instant("at", link.At);
            json.WriteString("by", link.By);
            json.WriteEndObject();
        }
        else
            json.WriteNull("link");
        json.WriteStartObject("configuration");
        if (explanation.Configuration.Version is { } version)
            json.WriteNumber("version", version);
        else
            json.WriteNull("version");
        json.Text("importRule", explanation.Configuration.Rule is { } rule ? ImportRuleWords.Of(rule) : null);
        json.Instant("setAt", explanation.Configuration.RuleSince);
        json.Text("setBy", explanation.Configuration.RuleBy);
        json.WriteEndObject();
    }

    private static void WritePaths(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartArray("paths");
        foreach (var path in explanation.Paths.Paths)
        {
            json.WriteStartArray();
            foreach (var group in path.Groups)
            {
                json.WriteStartObject();
                json.WriteString("id", group.Id.ToString());
                json.WriteString("displayName", group.Name);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        json.WriteEndArray();
        json.WriteBoolean("morePaths", explanation.Paths.MoreExist);
    }

    private static void WritePast(Utf8JsonWriter json, Explanation explanation)
    {
        json.WriteStartArray("past");
        foreach (var past in explanation.Past)
            Write(json, past);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, MembershipInterval past)
    {
        json.WriteStartObject();
        json.WriteString("relation", JsonFormat.Word(past.Relation));
        json.WriteString("origin", JsonFormat.Word(past.Origin));
        json.Instant("from", past.From);
        json.WriteNumber("fromRun", past.FromRun);
        json.Instant("to", past.To);
        if (past.ToRun is { } run)
            json.WriteNumber("toRun", run);
        else
            json.WriteNull("toRun");
        json.Text("endCause", past.EndCause is { } cause ? JsonFormat.Word(cause) : null);
        json.Text("endEvidence", past.EndEvidence is { } evidence ? JsonFormat.Word(evidence) : null);
        json.WriteEndObject();
    }
}
