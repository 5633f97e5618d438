using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Pages;

/// <summary>Groups of one page with the slices of their edges.</summary>
internal sealed class GroupRows : IRows
{
    /// <summary>What is asked for; members and owners come as <c>members@delta</c> and <c>owners@delta</c>.</summary>
    public const string Select =
        "id,displayName,description,mail,groupTypes,mailEnabled,securityEnabled,visibility,onPremisesSyncEnabled,isAssignableToRole,members,owners";

    private const int MailEnabled = 3;
    private const int SecurityEnabled = 4;
    private const int OnPremises = 5;
    private const int Visibility = 6;
    private const int GroupTypes = 7;
    private const int Members = 8;
    private const int Owners = 9;
    private const int IdProperty = 10;
    private const int RemovedProperty = 11;
    private const int RoleAssignable = 12;

    private static readonly byte[][] Names =
    [
        "displayName"u8.ToArray(),
        "description"u8.ToArray(),
        "mail"u8.ToArray(),
        "mailEnabled"u8.ToArray(),
        "securityEnabled"u8.ToArray(),
        "onPremisesSyncEnabled"u8.ToArray(),
        "visibility"u8.ToArray(),
        "groupTypes"u8.ToArray(),
        "members@delta"u8.ToArray(),
        "owners@delta"u8.ToArray(),
        "id"u8.ToArray(),
        "@removed"u8.ToArray(),
        "isAssignableToRole"u8.ToArray(),
    ];

    private readonly string?[] _texts = new string?[Names.Length];
    private readonly bool[] _flags = new bool[Names.Length];
    private readonly List<EdgeChange> _edges = [];
    private ObjectId _id;
    private bool _unified;
    private bool _dynamic;

    /// <summary>The groups, in page order; a large one may come in several pages.</summary>
    public List<DirectoryGroupChange> Changes { get; } = [];

    /// <summary>Member and owner entries on the page.</summary>
    public long Edges { get; private set; }

    /// <summary>A group that came without its name, which every group has: its properties are hidden from the application.</summary>
    public ObjectId? Nameless { get; private set; }

    public void Read(ref Utf8JsonReader reader)
    {
        var seen = 0;
        Forget();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var property = PropertyAt(in reader);
            if (property < 0)
            {
                reader.Skip();
                continue;
            }
            JsonValues.Once(ref seen, property, Names[property]);
            JsonValues.ToValue(ref reader);
            ReadProperty(ref reader, property);
        }
        if ((seen & (1 << IdProperty)) == 0)
            throw new PageFormatException("a group has no id");
        Add(_flags[RemovedProperty]);
    }

    private void Forget()
    {
        Array.Clear(_texts);
        Array.Clear(_flags);
        _edges.Clear();
        _unified = false;
        _dynamic = false;
    }

    private static int PropertyAt(in Utf8JsonReader reader)
    {
        for (var i = 0; i < Names.Length; i++)
            if (reader.ValueTextEquals(Names[i]))
                return i;
        return -1;
    }

    private void ReadProperty(ref Utf8JsonReader reader, int property)
    {
        var name = Names[property];
        switch (property)
        {
            case IdProperty:
                _id = JsonValues.Id(ref reader);
                break;
            case RemovedProperty:
                _flags[property] = JsonValues.Removed(ref reader);
                break;
            case MailEnabled or SecurityEnabled or OnPremises or RoleAssignable:
                _flags[property] = JsonValues.Flag(ref reader, name) ?? false;
                break;
            case GroupTypes:
                ReadTypes(ref reader);
                break;
            case Members or Owners:
                EdgeRows.Read(ref reader, name, property == Owners, _edges);
                break;
            default:
                _texts[property] = JsonValues.Text(ref reader, name);
                break;
        }
    }

    private void ReadTypes(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return;
        if (reader.TokenType != JsonTokenType.StartArray)
            throw JsonValues.Wrong(in reader, "groupTypes"u8, "an array");
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var type = JsonValues.Text(ref reader, "groupTypes"u8);
            _unified |= "Unified".Equals(type, StringComparison.OrdinalIgnoreCase);
            _dynamic |= "DynamicMembership".Equals(type, StringComparison.OrdinalIgnoreCase);
        }
    }

    private void Add(bool removed)
    {
        if (!removed && _texts[0] is null)
            Nameless ??= _id;
        Edges += _edges.Count;
        // The edges of a removed group are not news: they left with it.
        Changes.Add(
            removed
                ? new DirectoryGroupChange(_id, null, [])
                : new DirectoryGroupChange(_id, Facts(), _edges.Count == 0 ? [] : _edges.ToArray())
        );
    }

    private GroupFacts Facts() =>
        new()
        {
            DisplayName = _texts[0],
            Description = _texts[1],
            Mail = _texts[2],
            Kind = Kind(),
            Dynamic = _dynamic,
            HiddenMembership = "HiddenMembership".Equals(_texts[Visibility], StringComparison.OrdinalIgnoreCase),
            OnPremises = _flags[OnPremises],
            RoleAssignable = _flags[RoleAssignable],
        };

    private DirectoryGroupKind Kind() =>
        (_unified, _flags[MailEnabled], _flags[SecurityEnabled]) switch
        {
            (true, _, _) => DirectoryGroupKind.Microsoft365,
            (_, true, true) => DirectoryGroupKind.MailEnabledSecurity,
            (_, true, false) => DirectoryGroupKind.Distribution,
            _ => DirectoryGroupKind.Security,
        };
}
