using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>Evaluates one comparison. Who has no value meets only <c>!=</c> and <c>is empty</c>.</summary>
internal static class TermEvaluation
{
    public static bool IsMet(UserCondition.Term term, UserFacts facts, DateTimeOffset now)
    {
        var actual = term.Property.Of(facts);
        return term.Operand switch
        {
            Operand.None => string.IsNullOrEmpty(actual) == (term.Comparison == Comparison.Empty),
            Operand.Text(var wanted) => Compare(actual, term.Comparison, wanted),
            Operand.Texts(var wanted) => actual is not null && wanted.Contains(actual, StringComparer.OrdinalIgnoreCase),
            Operand.Flag(var wanted) => (actual == (wanted ? "true" : "false")) == (term.Comparison == Comparison.Equals),
            Operand.Time(var point) => Instants.TryParse(actual, out var instant) && Compare(instant, term.Comparison, point.At(now)),
            _ => false,
        };
    }

    private static bool Compare(string? actual, Comparison comparison, string wanted) =>
        comparison switch
        {
            Comparison.Equals => string.Equals(actual, wanted, StringComparison.OrdinalIgnoreCase),
            Comparison.NotEquals => !string.Equals(actual, wanted, StringComparison.OrdinalIgnoreCase),
            Comparison.StartsWith => actual?.StartsWith(wanted, StringComparison.OrdinalIgnoreCase) == true,
            Comparison.EndsWith => actual?.EndsWith(wanted, StringComparison.OrdinalIgnoreCase) == true,
            Comparison.Contains => actual?.Contains(wanted, StringComparison.OrdinalIgnoreCase) == true,
            _ => false,
        };

    private static bool Compare(DateTimeOffset actual, Comparison comparison, DateTimeOffset point) =>
        comparison switch
        {
            Comparison.Before => actual < point,
            Comparison.AtMost => actual <= point,
            Comparison.After => actual > point,
            Comparison.AtLeast => actual >= point,
            _ => false,
        };
}
