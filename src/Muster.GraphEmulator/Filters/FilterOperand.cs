using System.Globalization;
using System.Text.Json;
using Muster.GraphEmulator.Tenants;

namespace Muster.GraphEmulator.Filters;

/// <summary>What a filter looks at: a property, one part of it, the deletion, or, with none of these, the object's id.</summary>
internal sealed record FilterOperand(DirectoryProperty? Property)
{
    /// <summary>Name of a member of a structure.</summary>
    public string? Part { get; init; }

    /// <summary>The time of deletion.</summary>
    public bool IsDeletion { get; init; }

    public PropertyType Type =>
        IsDeletion ? PropertyType.Instant
        : Part is not null ? PartType
        : Property?.Type ?? PropertyType.Text;

    private PropertyType PartType => Property?.Type == PropertyType.Complex ? PropertyType.Instant : PropertyType.Text;

    public bool IsId => Property is null && !IsDeletion;

    /// <summary>A string, a boolean, a <see cref="decimal"/>, a <see cref="DateTimeOffset"/>, or null.</summary>
    public object? ValueOf(DirectoryObject subject)
    {
        if (IsDeletion)
            return subject.DeletedAt;
        if (Property is null)
            return subject.Id.ToString();
        if (Part is not null)
            return PartOf(subject);
        return Type switch
        {
            PropertyType.Boolean => subject.Properties.Boolean(Property.Number),
            PropertyType.Open => subject.Properties.Scalar(Property.Number),
            PropertyType.Instant => Instant(subject.Properties.Text(Property.Number)),
            _ => subject.Properties.Text(Property.Number),
        };
    }

    /// <summary>A time as the directory writes it, or null.</summary>
    public static DateTimeOffset? Instant(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null;

    private string? PartOf(DirectoryObject subject)
    {
        if (!subject.Properties.TryGet(Property!.Number, out var json) || json is not [(byte)'{', ..])
            return null;
        using var document = JsonDocument.Parse(json.ToArray());
        return document.RootElement.TryGetProperty(Part!, out var value) ? value.GetString() : null;
    }
}
