using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;

namespace Muster.Core.Attributes;

/// <summary>Fills the attributes of linked groups from their directory groups. A group has the attributes that a template names, and no others.</summary>
public sealed class GroupAttributeMapping
{
    /// <summary>The attributes of a group that has none.</summary>
    public static readonly ValueList<KeyValuePair<string, string>> None = ValueList.Empty<KeyValuePair<string, string>>();

    private readonly IReadOnlyList<(string Attribute, Template<DirectoryGroup> Template, MissingPart Missing)> _rules;

    private GroupAttributeMapping(IReadOnlyList<(string, Template<DirectoryGroup>, MissingPart)> rules) => _rules = rules;

    /// <summary>The mapping of a connection.</summary>
    /// <exception cref="FormatException">A template cannot be read; settings do not take such.</exception>
    public static GroupAttributeMapping Of(ConnectionPolicies policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var missing = policies.WhenGroupMissing.ToDictionary(rule => rule.Attribute, rule => rule.Then, StringComparer.Ordinal);
        return new GroupAttributeMapping([
            .. policies.GroupAttributes.Select(rule =>
                (rule.Attribute, Template.ParseOfGroup(rule.Template), missing.GetValueOrDefault(rule.Attribute))
            ),
        ]);
    }

    /// <summary>The attributes that a group gets.</summary>
    /// <param name="source">The directory group.</param>
    /// <param name="before">What the platform has so far, ordered by name (ordinal).</param>
    public MappedGroup Map(DirectoryGroup source, ValueList<KeyValuePair<string, string>> before)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(before);
        var after = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var faults = new List<AttributeFault>();
        var skipped = false;
        foreach (var (attribute, template, missing) in _rules)
        {
            var filled = template.Fill(source);
            var fault = filled.Fault(AttributeMapping.LongestValue);
            var value =
                fault is null ? filled.Text
                : missing == MissingPart.Empty ? null
                : Get(before, attribute);
            if (value is not null)
                after[attribute] = value;
            if (fault is null)
                continue;
            skipped |= missing == MissingPart.Skip;
            if (missing is MissingPart.Problem or MissingPart.Skip)
                faults.Add(new AttributeFault(attribute, fault, missing == MissingPart.Skip));
        }
        return new MappedGroup(skipped ? before : ValueList.Of<KeyValuePair<string, string>>(after), faults);
    }

    private static string? Get(ValueList<KeyValuePair<string, string>> attributes, string name) =>
        attributes.Where(attribute => attribute.Key == name).Select(attribute => attribute.Value).FirstOrDefault();
}

/// <summary>The attributes that a mapping gives a group.</summary>
/// <param name="Attributes">The attributes, ordered by name (ordinal).</param>
/// <param name="Faults">What a person should be told.</param>
public sealed record MappedGroup(ValueList<KeyValuePair<string, string>> Attributes, IReadOnlyList<AttributeFault> Faults);
