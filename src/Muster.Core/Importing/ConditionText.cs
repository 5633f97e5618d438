using System.Text;

namespace Muster.Core.Importing;

/// <summary>Writes conditions as the grammar reads them, with no more parentheses than needed.</summary>
internal static class ConditionText
{
    public static string Of(UserCondition condition)
    {
        var text = new StringBuilder();
        Write(text, condition);
        return text.ToString();
    }

    /// <summary>The sign or word of a comparison.</summary>
    public static string Of(Comparison comparison) =>
        comparison switch
        {
            Comparison.Equals => "=",
            Comparison.NotEquals => "!=",
            Comparison.StartsWith => "startsWith",
            Comparison.EndsWith => "endsWith",
            Comparison.Contains => "contains",
            Comparison.In => "in",
            Comparison.Empty => "is empty",
            Comparison.NotEmpty => "is not empty",
            Comparison.Before => "<",
            Comparison.AtMost => "<=",
            Comparison.After => ">",
            Comparison.AtLeast => ">=",
            _ => throw new ArgumentOutOfRangeException(nameof(comparison), comparison, "Give the comparison a word."),
        };

    private static void Write(StringBuilder text, UserCondition condition)
    {
        switch (condition)
        {
            case UserCondition.Term term:
                text.Append(term.Property.Name).Append(' ').Append(Of(term.Comparison));
                Write(text, term.Operand);
                break;
            case UserCondition.Not(var inner):
                text.Append("not ");
                WriteInner(text, inner, inner is UserCondition.And or UserCondition.Or);
                break;
            case UserCondition.And(var parts):
                for (var i = 0; i < parts.Length; i++)
                {
                    text.Append(i == 0 ? "" : " and ");
                    WriteInner(text, parts[i], parts[i] is UserCondition.Or);
                }
                break;
            case UserCondition.Or(var parts):
                for (var i = 0; i < parts.Length; i++)
                {
                    text.Append(i == 0 ? "" : " or ");
                    Write(text, parts[i]);
                }
                break;
        }
    }

    private static void WriteInner(StringBuilder text, UserCondition inner, bool parentheses)
    {
        text.Append(parentheses ? "(" : "");
        Write(text, inner);
        text.Append(parentheses ? ")" : "");
    }

    private static void Write(StringBuilder text, Operand operand)
    {
        switch (operand)
        {
            case Operand.Text(var value):
                text.Append(' ').Append(Quoted(value));
                break;
            case Operand.Texts(var values):
                text.Append(" (").AppendJoin(", ", values.Select(Quoted)).Append(')');
                break;
            case Operand.Flag(var value):
                text.Append(value ? " true" : " false");
                break;
            case Operand.Time(var point):
                text.Append(' ').Append(point);
                break;
        }
    }

    private static string Quoted(string value) => $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
