using System.Text;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Attributes;

/// <summary>
/// A text with places for properties of a directory user, such as <c>{givenName} {surname}</c>. In a place stand properties and constants separated by
/// bars; the first that has a value fills it: <c>{mail|userPrincipalName|'none'}</c>. What stands in doubled braces is text as it is.
/// Values are never read as templates, and nothing is computed.
/// </summary>
public sealed class Template
{
    private readonly IReadOnlyList<TemplatePart> _parts;

    internal Template(string text, IReadOnlyList<TemplatePart> parts) => (Text, _parts) = (text, parts);

    /// <summary>The text as it was written.</summary>
    public string Text { get; }

    /// <summary>The properties it names, each once.</summary>
    public IEnumerable<DirectoryField> Fields =>
        _parts
            .OfType<TemplatePart.Place>()
            .SelectMany(place => place.Choices)
            .Select(choice => choice.Field)
            .OfType<DirectoryField>()
            .Distinct();

    /// <summary>Reads a text.</summary>
    /// <exception cref="FormatException">It is not a template; the message says what and at which character.</exception>
    public static Template Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new TemplateParser(text).Template();
    }

    /// <summary>Fills the places. Blank values count as none.</summary>
    public FilledTemplate Fill(DirectoryUser user)
    {
        ArgumentNullException.ThrowIfNull(user);
        var filled = new StringBuilder();
        var missing = new List<string>();
        foreach (var part in _parts)
            switch (part)
            {
                case TemplatePart.Fixed(var text):
                    filled.Append(text);
                    break;
                case TemplatePart.Place place when place.ValueFor(user) is { } value:
                    filled.Append(value);
                    break;
                case TemplatePart.Place place:
                    missing.Add(string.Join(" or ", place.Choices.Select(choice => choice.Field!.Name)));
                    break;
            }
        return new FilledTemplate(filled.ToString(), missing);
    }
}

/// <summary>What became of a template.</summary>
/// <param name="Text">The text; without the parts that are missing.</param>
/// <param name="Missing">The places that nothing could fill, by the properties they name.</param>
public sealed record FilledTemplate(string Text, IReadOnlyList<string> Missing);

/// <summary>A piece of a template.</summary>
internal abstract record TemplatePart
{
    private TemplatePart() { }

    /// <summary>Text as it is.</summary>
    public sealed record Fixed(string Text) : TemplatePart;

    /// <summary>A place that the first choice with a value fills.</summary>
    public sealed record Place(ValueList<TemplateChoice> Choices) : TemplatePart
    {
        public string? ValueFor(DirectoryUser user) =>
            Choices
                .Select(choice => choice.Field is null ? choice.Constant : choice.Field.Of(user))
                .FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
    }
}

/// <summary>What may fill a place: a property, or a constant.</summary>
internal sealed record TemplateChoice(DirectoryField? Field, string? Constant);
