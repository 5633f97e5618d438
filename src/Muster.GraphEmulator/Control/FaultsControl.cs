using System.Text.Json;
using System.Text.RegularExpressions;
using Muster.GraphEmulator.Delta;
using Muster.GraphEmulator.Faults;

namespace Muster.GraphEmulator.Control;

/// <summary>Carries out orders about faults.</summary>
internal sealed class FaultsControl(FaultRules rules, DeltaService delta)
{
    private static readonly string[] Bodies = ["html", "truncated", "empty", "reset"];

    public object Show() => new { rules = rules.Show() };

    public object Clear()
    {
        rules.Clear();
        return Show();
    }

    /// <exception cref="ControlException">A rule makes no sense; none is added then.</exception>
    public object Set(FaultOrder order)
    {
        if (order.Rules is null && !order.ExpireDeltaTokens)
            throw ControlException.Invalid("""Say {"rules":[…]} or {"expireDeltaTokens":true}.""");
        foreach (var rule in order.Rules ?? [])
            Check(rule);
        rules.Add(order.Rules ?? []);
        if (order.ExpireDeltaTokens)
            delta.ExpireTokens();
        return Show();
    }

    private static void Check(FaultRule rule)
    {
        if (rule.Path.Length == 0)
            throw ControlException.Invalid("A rule needs a path.");
        try
        {
            _ = rule.Matches("GET", "/");
        }
        catch (RegexParseException problem)
        {
            throw ControlException.Invalid($"The path '{rule.Path}' is not a regular expression: {problem.Message}");
        }
        if (rule is { Times: < 1 } or { Skip: < 0 } or { DelayMs: < 0 } or { Status: < 200 or > 599 })
            throw ControlException.Invalid("A rule needs times from 1, skip and delayMs from 0, status from 200 to 599.");
        if (rule is { Status: null, Body: null, DelayMs: 0 })
            throw ControlException.Invalid("A rule needs a status, a body or a delayMs.");
        if (rule.Body is { ValueKind: JsonValueKind.String } word && !Bodies.Contains(word.GetString()))
            throw ControlException.Invalid($"A body is {string.Join(", ", Bodies)} or a JSON object, not '{word}'.");
    }
}
