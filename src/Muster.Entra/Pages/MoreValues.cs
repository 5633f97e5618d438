using System.Text;
using System.Text.Json;
using Muster.Core.Configuration;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Pages;

/// <summary>Reads the properties of users that were selected beyond those of all.</summary>
internal sealed class MoreValues
{
    private static readonly byte[][] AttributeNames =
    [
        .. Enumerable
            .Range(1, UserProperty.ExtensionAttributeCount)
            .Select(number => Encoding.UTF8.GetBytes($"extensionAttribute{number}")),
    ];

    private readonly Column[] _columns;
    private readonly List<KeyValuePair<string, string?>> _values = [];
    private readonly List<ManagerChange> _manager = [];
    private readonly bool[] _seen;
    private readonly bool[] _met;

    /// <exception cref="ArgumentException">A name that no property is selected by.</exception>
    public MoreValues(PropertySelection selection)
    {
        _columns = [.. selection.Names.Select(name => new Column(name, Encoding.UTF8.GetBytes(Written(name)), KindOf(name)))];
        _seen = new bool[_columns.Length];
        _met = new bool[_columns.Length];
    }

    /// <summary>Names of which some user had a value.</summary>
    public IEnumerable<string> Met => _columns.Where((_, i) => _met[i]).Select(column => column.Name);

    /// <summary>Takes the property the reader stands on, if it is one of these.</summary>
    public bool TryRead(ref Utf8JsonReader reader)
    {
        for (var i = 0; i < _columns.Length; i++)
            if (reader.ValueTextEquals(_columns[i].Utf8))
            {
                if (_seen[i])
                    throw new PageFormatException($"property “{_columns[i].Name}” comes twice in one object");
                _seen[i] = true;
                JsonValues.ToValue(ref reader);
                Read(ref reader, _columns[i], ref _met[i]);
                return true;
            }
        return false;
    }

    /// <summary>What was read of the user, but for the manager, and begins the next one.</summary>
    /// <param name="manager">What was said of the manager.</param>
    public MoreFacts Take(out ValueList<ManagerChange> manager)
    {
        manager = _manager.Count == 0 ? ValueList.Empty<ManagerChange>() : ValueList.Of(_manager);
        if (_columns.Length == 0)
            return MoreFacts.None;
        _manager.Clear();
        var facts = MoreFacts.Of(_values);
        _values.Clear();
        Array.Clear(_seen);
        return facts;
    }

    private void Read(ref Utf8JsonReader reader, Column column, ref bool met)
    {
        if (column.Kind is null)
        {
            ReadAttributes(ref reader, ref met);
            return;
        }
        if (column.IsManager)
        {
            _manager.AddRange(ManagerEntries.Read(ref reader));
            met |= _manager.Exists(entry => !entry.Removed);
            return;
        }
        var value = column.Kind switch
        {
            PropertyKind.Flag => JsonValues.Flag(ref reader, column.Utf8) switch
            {
                null => null,
                true => "true",
                false => "false",
            },
            PropertyKind.Instant => Instant(ref reader, column),
            _ => Text(ref reader, column),
        };
        met |= value is not null;
        _values.Add(KeyValuePair.Create(column.Name, value));
    }

    /// <summary>A directory extension may hold a number or a flag, which are taken as they are written.</summary>
    private static string? Text(ref Utf8JsonReader reader, Column column) =>
        reader.TokenType switch
        {
            _ when !column.IsExtension => JsonValues.Text(ref reader, column.Utf8),
            JsonTokenType.True => "true",
            JsonTokenType.False => "false",
            JsonTokenType.Number => Encoding.UTF8.GetString(reader.ValueSpan),
            _ => JsonValues.Text(ref reader, column.Utf8),
        };

    private static string? Instant(ref Utf8JsonReader reader, Column column)
    {
        var text = JsonValues.Text(ref reader, column.Utf8);
        return text is null ? null
            : Instants.TryParse(text, out var instant) ? Instants.Text(instant)
            : throw new PageFormatException($"property “{column.Name}” should be a date with time and zone");
    }

    private void ReadAttributes(ref Utf8JsonReader reader, ref bool met)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw JsonValues.Wrong(in reader, "onPremisesExtensionAttributes"u8, "an object");
        var seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var number = Array.FindIndex(AttributeNames, NameIs(ref reader));
            if (number < 0)
            {
                reader.Skip();
                continue;
            }
            JsonValues.Once(ref seen, number, AttributeNames[number]);
            JsonValues.ToValue(ref reader);
            var value = JsonValues.Text(ref reader, AttributeNames[number]);
            met |= value is not null;
            _values.Add(KeyValuePair.Create($"{UserProperty.ExtensionAttributes}.extensionAttribute{number + 1}", value));
        }
    }

    private static Predicate<byte[]> NameIs(ref Utf8JsonReader reader)
    {
        var name = Encoding.UTF8.GetBytes(reader.GetString()!);
        return known => name.AsSpan().SequenceEqual(known);
    }

    /// <summary>How a page calls what is selected: of a relationship it tells the changes.</summary>
    private static string Written(string name) => name == UserProperty.Manager.Name ? ManagerEntries.Property : name;

    /// <summary>The kind of a selected name; null for the object of extension attributes.</summary>
    private static PropertyKind? KindOf(string name) =>
        name == UserProperty.ExtensionAttributes ? null
        : UserProperty.TryFind(name, out var property) ? property.Kind
        : throw new ArgumentException($"'{name}' is not a property that can be selected.", nameof(name));

    private sealed record Column(string Name, byte[] Utf8, PropertyKind? Kind)
    {
        public bool IsManager { get; } = Name == UserProperty.Manager.Name;

        public bool IsExtension { get; } = Name.StartsWith("extension_", StringComparison.OrdinalIgnoreCase);
    }
}
