using System.Globalization;

namespace Muster.GraphEmulator.Tenants;

/// <summary>Works out the values of an object that appears or changes.</summary>
internal static class PropertyChanger
{
    private static readonly string[] SecurityGroupTypes = [];

    /// <summary>What an object that is added has: what is stated, and what the directory itself sets on creation.</summary>
    /// <remarks>
    /// An object that comes back keeps, cleared, the properties it had before and was not given again: they were set once, so a
    /// delta answer has to say that they are empty now.
    /// </remarks>
    public static PropertyBag Create(
        PropertyCatalog catalog,
        DirectoryObject subject,
        IReadOnlyDictionary<string, object?> stated,
        DateTimeOffset at
    )
    {
        var values = new SortedDictionary<byte, byte[]>();
        foreach (var entry in subject.Properties)
            values[entry.Number] = PropertyValues.Null;
        foreach (var (name, value) in stated)
        {
            var property = catalog.Require(name);
            if (value is not null)
                values[property.Number] = PropertyValues.Encode(property, value);
        }
        foreach (var (name, value) in SetOnCreation(subject, stated, at))
        {
            var property = catalog.Require(name);
            if (!values.TryGetValue(property.Number, out var json) || json.AsSpan().SequenceEqual("null"u8))
                values[property.Number] = PropertyValues.Encode(property, value);
        }
        return PropertyBag.Pack(values);
    }

    /// <summary>Puts the new values in and tells the numbers of those that differ from the old ones.</summary>
    public static IReadOnlyList<byte> Update(PropertyCatalog catalog, DirectoryObject subject, IReadOnlyDictionary<string, object?> stated)
    {
        var values = subject.Properties.Unpack();
        var changed = new List<byte>();
        foreach (var (name, value) in stated)
        {
            var property = catalog.Require(name);
            var json = PropertyValues.Encode(property, ExtensionAttributes.Merge(property, subject.Properties, value));
            var old = values.GetValueOrDefault(property.Number, PropertyValues.Null);
            if (old.AsSpan().SequenceEqual(json))
                continue;
            values[property.Number] = json;
            changed.Add(property.Number);
        }
        subject.Properties = PropertyBag.Pack(values);
        return changed;
    }

    private static IEnumerable<(string Name, object Value)> SetOnCreation(
        DirectoryObject subject,
        IReadOnlyDictionary<string, object?> stated,
        DateTimeOffset at
    )
    {
        var created = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (subject is OtherObject)
            yield break;
        yield return ("createdDateTime", created);
        if (subject.Kind == ObjectKind.User)
        {
            yield return ("accountEnabled", true);
            yield return ("userType", "Member");
            yield break;
        }
        yield return ("groupTypes", SecurityGroupTypes);
        yield return ("mailEnabled", false);
        yield return ("securityEnabled", true);
        yield return ("renewedDateTime", created);
        yield return ("mailNickname", Nickname(stated) ?? subject.Id.ToString("N")[..10]);
    }

    private static string? Nickname(IReadOnlyDictionary<string, object?> stated) =>
        stated.GetValueOrDefault("mail") is string mail && mail.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
            ? mail[..at]
            : null;
}
