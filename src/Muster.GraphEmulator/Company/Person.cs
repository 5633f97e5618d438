namespace Muster.GraphEmulator.Company;

/// <summary>Somebody with an account: where they work, and what they are a member and an owner of at the moment.</summary>
internal sealed class Person(Guid id)
{
    public Guid Id { get; } = id;

    public required string Given { get; init; }

    public required string Family { get; set; }

    public required string DisplayName { get; set; }

    public required string Upn { get; set; }

    public string? Mail { get; set; }

    public required string Company { get; init; }

    public bool Guest { get; init; }

    public bool Enabled { get; set; } = true;

    /// <summary>Left the company, or about to: no event chooses them any more.</summary>
    public bool Leaving { get; set; }

    /// <summary>Working day on which the account came; long ago for those of the first day.</summary>
    public int Since { get; init; } = -1000;

    /// <summary>Gone from the directory.</summary>
    public bool Deleted { get; set; }

    /// <summary>Came back once; stays from now on.</summary>
    public bool Returned { get; set; }

    /// <summary>Stays as they are during the first month, because the demo shows them.</summary>
    public bool Pinned { get; set; }

    /// <summary>Null for guests.</summary>
    public OrgTeam? Team { get; set; }

    /// <summary>Null for guests.</summary>
    public Site? Site { get; set; }

    public string? Title { get; set; }

    public string? EmployeeId { get; init; }

    public Person? Manager { get; set; }

    public List<Person> Reports { get; } = [];

    public List<CompanyGroup> Groups { get; } = [];

    public List<CompanyGroup> Owned { get; } = [];

    /// <summary>Number of the draw this person was drawn in last, so that nobody is drawn twice for a group.</summary>
    public int Draw { get; set; }

    public bool IsStaff => !Guest && Enabled && !Leaving && !Deleted;

    public Dictionary<string, object?> Properties() =>
        new(StringComparer.Ordinal)
        {
            ["displayName"] = DisplayName,
            ["givenName"] = Given,
            ["surname"] = Family,
            ["userPrincipalName"] = Upn,
            ["mail"] = Mail,
            ["userType"] = Guest ? "Guest" : "Member",
            ["accountEnabled"] = Enabled,
            ["companyName"] = Company,
            ["department"] = Team?.Department.Name,
            ["jobTitle"] = Title,
            ["officeLocation"] = Site?.Name,
            ["employeeId"] = EmployeeId,
            ["manager"] = Manager?.Id.ToString(),
        };
}
