using System.Globalization;
using System.Text;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Attributes;

/// <summary>Something that a template may name.</summary>
/// <typeparam name="T">What has it: a directory user or a directory group.</typeparam>
public interface ITemplateField<in T>
{
    /// <summary>Its name as Graph spells it.</summary>
    string Name { get; }

    /// <summary>Its value; null when there is none.</summary>
    string? Of(T source);
}

/// <summary>Reads templates.</summary>
public static class Template
{
    /// <summary>Reads a template over properties of directory users.</summary>
    /// <exception cref="FormatException">It is not a template; the message says what and at which character.</exception>
    public static Template<DirectoryUser> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TemplateParser<DirectoryUser>(text, DirectoryField.Find, DirectoryField.NotOne).Template();
    }

    /// <summary>Reads a template over properties of directory groups.</summary>
    /// <exception cref="FormatException">It is not a template; the message says what and at which character.</exception>
    public static Template<DirectoryGroup> ParseOfGroup(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TemplateParser<DirectoryGroup>(text, GroupField.Find, GroupField.NotOne).Template();
    }
}

/// <summary>
/// A text with places for properties of a directory user or group, such as <c>{givenName} {surname}</c>. In a place stand properties and constants separated by
/// bars; the first that has a value fills it: <c>{mail|userPrincipalName|'none'}</c>. What stands in doubled braces is text as it is.
/// Values are never read as templates, and nothing is computed.
/// </summary>
/// <typeparam name="T">What it is filled from.</typeparam>
public sealed class Template<T>
{
    private readonly IReadOnlyList<TemplatePart<T>> _parts;

    internal Template(string text, IReadOnlyList<TemplatePart<T>> parts) => (Text, _parts) = (text, parts);

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    /// <summary>The properties it names, each once.</summary>
    public IEnumerable<ITemplateField<T>> Fields =>
        _parts
            .OfType<TemplatePart<T>.Place>()
            .SelectMany(place => place.Choices)
            .Select(choice => choice.Field)
            .OfType<ITemplateField<T>>()
            .Distinct();

    /// <summary>Fills the places. Blank values count as none.</summary>
    public FilledTemplate Fill(T source)
    {
        var filled = new StringBuilder();
        var missing = new List<string>();
        foreach (var part in _parts)
            switch (part)
            {
                case TemplatePart<T>.Fixed(var text):
                    filled.Append(text);
                    break;
                case TemplatePart<T>.Place place when place.ValueFor(source) is { } value:
                    filled.Append(value);
                    break;
                case TemplatePart<T>.Place place:
                    missing.Add(string.Join(" or ", place.Choices.Select(choice => choice.Field!.Name)));
                    break;
            }
        return new FilledTemplate(filled.ToString(), missing);
    }
}

/// <summary>What became of a template.</summary>
/// <param name="Text">The text; without the parts that are missing.</param>
/// <param name="Missing">The places that nothing could fill, by the properties they name.</param>
public sealed record FilledTemplate(string Text, IReadOnlyList<string> Missing)
{
    /// <summary>Why the text cannot be used as a value, such as <c>no surname</c>; null when it can.</summary>
    /// <param name="longest">Most characters.</param>
    public string? Fault(int longest) =>
        Missing.Count > 0 ? "no " + string.Join(" and no ", Missing)
        : Text.Length > longest ? string.Create(CultureInfo.InvariantCulture, $"more than {longest} characters")
        : null;
}

/// <summary>A piece of a template.</summary>
internal abstract record TemplatePart<T>
{
    private TemplatePart() { }

    /// <summary>Text as it is.</summary>
    public sealed record Fixed(string Text) : TemplatePart<T>;

    /// <summary>A place that the first choice with a value fills.</summary>
    public sealed record Place(ValueList<TemplateChoice<T>> Choices) : TemplatePart<T>
    {
        public string? ValueFor(T source) =>
            Choices
                .Select(choice => choice.Field is null ? choice.Constant : choice.Field.Of(source))
                .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
    }
}

/// <summary>What may fill a place: a property, or a constant.</summary>
internal sealed record TemplateChoice<T>(ITemplateField<T>? Field, string? Constant);
