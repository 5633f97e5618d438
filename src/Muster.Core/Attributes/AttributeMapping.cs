using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Core.Platform;

namespace Muster.Core.Attributes;

/// <summary>Fills the attributes of platform users from what the directory has. An attribute without a rule follows the property of its own name.</summary>
public sealed class AttributeMapping
{
    /// <summary>Most characters of a filled attribute; more is treated as a missing part.</summary>
    public const int LongestValue = 1024;

    private readonly IReadOnlyList<(string Attribute, Template<DirectoryUser> Template, MissingPart Missing)> _rules;

    private AttributeMapping(IReadOnlyList<(string, Template<DirectoryUser>, MissingPart)> rules) => _rules = rules;

    /// <summary>The mapping of a connection.</summary>
    /// <exception cref="FormatException">A template cannot be read; settings do not take such.</exception>
    public static AttributeMapping Of(ConnectionPolicies policies)
    {
        ArgumentNullException.ThrowIfNull(policies);
        var missing = policies.WhenMissing.ToDictionary(rule => rule.Attribute, rule => rule.Then, StringComparer.Ordinal);
        return new AttributeMapping([
            .. policies.UserAttributes.Select(rule =>
                (rule.Attribute, Template.Parse(rule.Template), missing.GetValueOrDefault(rule.Attribute))
            ),
        ]);
    }

    /// <summary>The properties of directory users that its templates name, each once.</summary>
    public IEnumerable<DirectoryField> Fields => _rules.SelectMany(rule => rule.Template.Fields).OfType<DirectoryField>().Distinct();

    /// <summary>What must be read of users beyond what is read of all, so that its templates can be filled.</summary>
    public PropertySelection Selection => PropertySelection.Of(Fields.Select(named => named.Property).OfType<UserProperty>());

    /// <summary>The attributes that a person gets.</summary>
    /// <param name="user">The directory user.</param>
    /// <param name="before">What the platform has so far; null for a new user.</param>
    public MappedUser Map(DirectoryUser user, UserAttributes? before)
    {
        ArgumentNullException.ThrowIfNull(user);
        var after = UserAttributes.From(user.Facts);
        var faults = new List<AttributeFault>();
        var skipped = false;
        foreach (var (attribute, template, missing) in _rules)
        {
            var filled = template.Fill(user);
            if (filled.Fault(LongestValue) is not { } fault)
            {
                after = after.With(attribute, filled.Text);
                continue;
            }
            after = after.With(attribute, missing == MissingPart.Empty ? null : before?.Get(attribute));
            skipped |= missing == MissingPart.Skip;
            if (missing is MissingPart.Problem or MissingPart.Skip)
                faults.Add(new AttributeFault(attribute, fault, missing == MissingPart.Skip));
        }
        return new MappedUser(after, skipped, faults);
    }
}

/// <summary>The attributes that a mapping gives a person.</summary>
/// <param name="Attributes">The attributes.</param>
/// <param name="Skipped">Whether the person is not to be created or changed at all.</param>
/// <param name="Faults">What a person should be told.</param>
public sealed record MappedUser(UserAttributes Attributes, bool Skipped, IReadOnlyList<AttributeFault> Faults);

/// <summary>An attribute that could not be filled.</summary>
/// <param name="Attribute">Its name.</param>
/// <param name="Cause">Why, such as <c>no surname</c>.</param>
/// <param name="SkipsUser">Whether the whole person, or the whole group, is skipped for it.</param>
public sealed record AttributeFault(string Attribute, string Cause, bool SkipsUser);
