using System.Globalization;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Importing;

/// <summary>
/// Reads conditions such as <c>department = "IT" and (userType = Member or mail endsWith "@contoso.com")</c>. The grammar is in <c>docs/import-rules.md</c>.
/// Keywords and names are read without regard to case. A text that is too long, too deep or has too many terms is refused, so that none takes long.
/// </summary>
public sealed class UserConditionParser
{
    /// <summary>Longest text taken from a person, in characters.</summary>
    public const int MaxLength = 4000;

    /// <summary>Deepest nesting of parentheses and <c>not</c>.</summary>
    public const int MaxDepth = 20;

    /// <summary>Most values in one condition: one for each comparison, and each text of a list counts.</summary>
    public const int MaxValues = 200;

    private readonly ConditionScanner _scanner;
    private readonly bool _bounded;
    private int _depth;
    private int _values;

    private UserConditionParser(string text, bool bounded) => (_scanner, _bounded) = (new ConditionScanner(text), bounded);

    /// <summary>Reads a text that a person wrote.</summary>
    /// <returns>The condition, or the error with its position.</returns>
    public static ConditionOrError Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= MaxLength
            ? Read(text, bounded: true)
            : new(null, new(text, MaxLength, Words($"a condition has at most {MaxLength} characters, this one has {text.Length}.")));
    }

    /// <summary>Reads what <see cref="UserCondition.ToString"/> wrote; conditions that were accepted by earlier versions may be longer than new ones.</summary>
    /// <exception cref="FormatException">It is no condition that this version knows.</exception>
    public static UserCondition ParseStored(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var read = Read(text, bounded: false);
        return read.Condition ?? throw new FormatException(read.Error!.Message);
    }

    private static ConditionOrError Read(string text, bool bounded)
    {
        try
        {
            return new(new UserConditionParser(text, bounded).Whole(), null);
        }
        catch (ConditionScanner.FaultException fault)
        {
            return new(null, new(text, fault.Position, fault.Message));
        }
    }

    private UserCondition Whole()
    {
        var condition = Any();
        if (!_scanner.AtEnd())
            throw _scanner.Unexpected("'and', 'or' or the end");
        return condition;
    }

    private UserCondition Any()
    {
        var parts = new List<UserCondition> { All() };
        while (_scanner.TakeWord("or") || Instead("||", "or"))
            parts.Add(All());
        return UserCondition.AnyOf(parts);
    }

    private UserCondition All()
    {
        var parts = new List<UserCondition> { Unary() };
        while (_scanner.TakeWord("and") || Instead("&&", "and"))
            parts.Add(Unary());
        return UserCondition.AllOf(parts);
    }

    private UserCondition Unary()
    {
        var start = _scanner.Next();
        var negated = _scanner.TakeWord("not");
        if (!negated && !_scanner.Take("("))
            return Term();
        if (++_depth > MaxDepth)
            throw ConditionScanner.Fault(start, Words($"parentheses and 'not' may be nested {MaxDepth} deep at most."));
        UserCondition inner;
        if (negated)
            inner = new UserCondition.Not(Unary());
        else
        {
            inner = Any();
            if (!_scanner.Take(")"))
                throw _scanner.Unexpected(Words($"'and', 'or' or the ')' that closes the '(' at character {start + 1}"));
        }
        _depth--;
        return inner;
    }

    private UserCondition.Term Term()
    {
        var property = Property();
        var start = _scanner.Next();
        var comparison = Operator(property);
        if (!Comparisons.Of(property.Kind).Contains(comparison))
            throw ConditionScanner.Fault(
                start,
                $"{property.Name} is {Comparisons.Kind(property.Kind)} and takes {Comparisons.Words(property.Kind)}, not {ConditionText.Of(comparison)}."
            );
        Count(start);
        return new UserCondition.Term(property, comparison, Operand(property, comparison));
    }

    private UserProperty Property()
    {
        var start = _scanner.Next();
        var word = _scanner.Word();
        if (UserProperty.TryFind(word, out var property))
            return property;
        throw word.Length == 0
            ? _scanner.Unexpected("a property, 'not' or '('")
            : ConditionScanner.Fault(start, PropertyNames.NotOne(word));
    }

    private Comparison Operator(UserProperty property)
    {
        var start = _scanner.Next();
        if (Instead("==", "=") || Instead("<>", "!="))
            return default;
        foreach (var (sign, comparison) in Comparisons.Signs)
            if (_scanner.Take(sign))
                return comparison;
        var word = _scanner.Word();
        if (Comparisons.Named.TryGetValue(word, out var named))
            return named;
        if (string.Equals(word, "is", StringComparison.OrdinalIgnoreCase))
        {
            var not = _scanner.TakeWord("not");
            return _scanner.TakeWord("empty") ? (not ? Comparison.NotEmpty : Comparison.Empty) : throw _scanner.Unexpected("'empty'");
        }
        var wanted = Comparisons.Words(property.Kind);
        throw ConditionScanner.Fault(
            start,
            Comparisons.Foreign.TryGetValue(word, out var ours) ? $"write {ours} in place of '{word}'."
                : word.Length == 0 ? $"expected an operator after {property.Name}: {wanted}."
                : $"'{word}' is not an operator; {property.Name} takes {wanted}."
        );
    }

    private Operand Operand(UserProperty property, Comparison comparison)
    {
        if (comparison is Comparison.Empty or Comparison.NotEmpty)
            return new Operand.None();
        if (property.Kind == PropertyKind.Instant)
            return new Operand.Time(ConditionTimes.Read(_scanner));
        if (comparison == Comparison.In)
            return Texts();
        var start = _scanner.Next();
        var value = Value(property);
        if (property.Kind == PropertyKind.Text)
            return new Operand.Text(value);
        return bool.TryParse(value, out var flag)
            ? new Operand.Flag(flag)
            : throw ConditionScanner.Fault(start, $"{property.Name} is true or false, not '{value}'.");
    }

    private Operand.Texts Texts()
    {
        var open = _scanner.Next();
        if (!_scanner.Take("("))
            throw _scanner.Unexpected("'(' and the values, as in: in (\"Sales\", \"IT\")");
        var values = new List<string>();
        do
        {
            Count(_scanner.Next());
            values.Add(Value(null));
        } while (_scanner.Take(","));
        return _scanner.Take(")")
            ? new Operand.Texts([.. values])
            : throw _scanner.Unexpected(Words($"',' or the ')' that closes the '(' at character {open + 1}"));
    }

    private string Value(UserProperty? property)
    {
        var start = _scanner.Next();
        if (_scanner.Quoted() is { } quoted)
            return quoted;
        var word = _scanner.Word();
        if (word.Length == 0)
            throw _scanner.Unexpected("a value: a word, or a text in quotes");
        return string.Equals(word, "null", StringComparison.OrdinalIgnoreCase)
            ? throw ConditionScanner.Fault(
                start,
                $"for no value at all write: {property?.Name ?? "PROPERTY"} is empty. The word null itself stands in quotes: \"null\"."
            )
            : word;
    }

    private bool Instead(string foreign, string ours)
    {
        var start = _scanner.Next();
        return _scanner.Take(foreign) ? throw ConditionScanner.Fault(start, $"write {ours} in place of '{foreign}'.") : false;
    }

    private void Count(int position)
    {
        if (++_values > MaxValues && _bounded)
            throw ConditionScanner.Fault(position, Words($"a condition compares with {MaxValues} values at most."));
    }

    private static string Words(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
