using System.Text.Json;
using Muster.GraphEmulator.Faults;

namespace Muster.GraphEmulator.Control;

/// <param name="Rules">Rules to add to those in force.</param>
/// <param name="ExpireDeltaTokens">Make all delta and next links given so far answer 410.</param>
/// <param name="RefuseConnectionsMs">Milliseconds for which nothing listens at all.</param>
internal sealed record FaultOrder(IReadOnlyList<FaultRule>? Rules, bool ExpireDeltaTokens = false, int? RefuseConnectionsMs = null)
{
    private const int LongestRefusal = 3_600_000;

    /// <summary>Reads a file of rules: an order, or the rules alone as an array.</summary>
    /// <exception cref="FormatException">It is none; the message says why.</exception>
    public static FaultOrder Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var order =
                document.RootElement.ValueKind == JsonValueKind.Array
                    ? new(document.RootElement.Deserialize<IReadOnlyList<FaultRule>>(ControlJson.Options))
                    : document.RootElement.Deserialize<FaultOrder>(ControlJson.Options)!;
            return order.FindProblem() is { } problem ? throw new FormatException(problem) : order;
        }
        catch (JsonException problem)
        {
            throw new FormatException($"It is not a list of fault rules: {problem.Message}", problem);
        }
    }

    /// <returns>What makes no sense about it, or null.</returns>
    public string? FindProblem() =>
        this switch
        {
            { Rules: null, ExpireDeltaTokens: false, RefuseConnectionsMs: null } =>
                """Say {"rules":[…]}, {"expireDeltaTokens":true} or {"refuseConnectionsMs":N}.""",
            { RefuseConnectionsMs: < 1 or > LongestRefusal } => $"refuseConnectionsMs is from 1 to {LongestRefusal}.",
            _ => (Rules ?? []).Select(rule => rule.FindProblem()).FirstOrDefault(problem => problem is not null),
        };
}
