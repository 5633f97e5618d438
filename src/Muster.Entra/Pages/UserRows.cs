using System.Text.Json;
using Muster.Core.DirectoryObjects;
using Muster.Engine.Reading;

namespace Muster.Entra.Pages;

/// <summary>Users of one page.</summary>
/// <param name="more">What was selected beyond what is read of all users; null for nothing.</param>
internal sealed class UserRows(PropertySelection? more = null) : IRows
{
    /// <summary>What is asked for of all users; <c>id</c> comes anyway.</summary>
    public const string Select =
        "id,userPrincipalName,displayName,mail,givenName,surname,department,jobTitle,officeLocation,employeeId,userType,accountEnabled";

    private const int IdProperty = 20;
    private const int RemovedProperty = 21;
    private const int EnabledProperty = 22;

    private static readonly byte[][] Texts =
    [
        "userPrincipalName"u8.ToArray(),
        "displayName"u8.ToArray(),
        "mail"u8.ToArray(),
        "givenName"u8.ToArray(),
        "surname"u8.ToArray(),
        "department"u8.ToArray(),
        "jobTitle"u8.ToArray(),
        "officeLocation"u8.ToArray(),
        "employeeId"u8.ToArray(),
        "userType"u8.ToArray(),
    ];

    private readonly string?[] _texts = new string?[Texts.Length];
    private readonly MoreValues _more = new(more ?? PropertySelection.None);

    /// <summary>Selected names beyond those of all users of which some user had a value.</summary>
    public IEnumerable<string> Met => _more.Met;

    /// <summary>The users, in page order.</summary>
    public List<DirectoryUserChange> Changes { get; } = [];

    /// <summary>A user that came with an id and no name at all: its properties are hidden from the application.</summary>
    public ObjectId? Nameless { get; private set; }

    /// <summary>A user of whom it was not said whether the account is enabled, which the directory always knows.</summary>
    public ObjectId? Stateless { get; private set; }

    public void Read(ref Utf8JsonReader reader)
    {
        ObjectId? id = null;
        bool? enabled = null;
        var removed = false;
        var seen = 0;
        Array.Clear(_texts);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            if (reader.ValueTextEquals("id"u8))
            {
                JsonValues.Once(ref seen, IdProperty, "id"u8);
                JsonValues.ToValue(ref reader);
                id = JsonValues.Id(ref reader);
            }
            else if (reader.ValueTextEquals("accountEnabled"u8))
            {
                JsonValues.Once(ref seen, EnabledProperty, "accountEnabled"u8);
                JsonValues.ToValue(ref reader);
                enabled = JsonValues.Flag(ref reader, "accountEnabled"u8);
            }
            else if (reader.ValueTextEquals("@removed"u8))
            {
                JsonValues.Once(ref seen, RemovedProperty, "@removed"u8);
                JsonValues.ToValue(ref reader);
                removed = JsonValues.Removed(ref reader);
            }
            else if (!_more.TryRead(ref reader))
                ReadText(ref reader, ref seen);
        Add(id ?? throw new PageFormatException("a user has no id"), enabled, removed);
    }

    private void ReadText(ref Utf8JsonReader reader, ref int seen)
    {
        for (var i = 0; i < Texts.Length; i++)
            if (reader.ValueTextEquals(Texts[i]))
            {
                JsonValues.Once(ref seen, i, Texts[i]);
                JsonValues.ToValue(ref reader);
                _texts[i] = JsonValues.Text(ref reader, Texts[i]);
                return;
            }
        reader.Skip();
    }

    private void Add(ObjectId id, bool? enabled, bool removed)
    {
        if (!removed && _texts[0] is null && _texts[1] is null)
            Nameless ??= id;
        else if (!removed && enabled is null)
            Stateless ??= id;
        var extra = _more.Take(out var manager);
        Changes.Add(new DirectoryUserChange(id, removed ? null : Facts(enabled ?? false, extra)) { Manager = manager });
    }

    private UserFacts Facts(bool enabled, MoreFacts extra) =>
        new()
        {
            UserPrincipalName = _texts[0],
            DisplayName = _texts[1],
            Mail = _texts[2],
            GivenName = _texts[3],
            Surname = _texts[4],
            Department = _texts[5],
            JobTitle = _texts[6],
            OfficeLocation = _texts[7],
            EmployeeId = _texts[8],
            UserType = _texts[9],
            AccountEnabled = enabled,
            More = extra,
        };
}
