namespace Muster.GraphEmulator.Company;

/// <summary>A group of every generated company.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="Name">Its display name.</param>
/// <param name="Description">What it says about itself.</param>
/// <param name="Home">Department that most members come from.</param>
/// <param name="Site">Index of the site that most members work at.</param>
internal sealed record NamedGroup(GroupKind Kind, string Name, string? Description, string? Home = null, int? Site = null)
{
    /// <summary>Groups nested in it; those founded before it.</summary>
    public IReadOnlyList<string> Nested { get; init; } = [];
}

/// <summary>The groups that make the company look like one.</summary>
internal static class NamedGroups
{
    /// <summary>Those that stories rest on; a small company has them too.</summary>
    public static readonly IReadOnlyList<NamedGroup> First =
    [
        new(GroupKind.Access, "APP-ServiceDesk-Users", "May work on tickets in the service desk", "IT")
        {
            Nested = ["IT Support", "IT Service Desk"],
        },
        new(GroupKind.OnCall, "IT On-Call - Network", "On duty this week for network incidents", "IT")
        {
            Nested = ["IT Support - Network 2nd Level"],
        },
        new(GroupKind.OnCall, "IT On-Call - Servers", "On duty this week for servers and storage", "IT"),
        new(GroupKind.OnCall, "IT On-Call - Security", "On duty this week for security incidents", "IT"),
        new(GroupKind.OnCall, "IT On-Call", "Everybody who may be called at night", "IT")
        {
            Nested = ["IT On-Call - Network", "IT On-Call - Servers", "IT On-Call - Security"],
        },
        // IT Support and IT On-Call both reach the network's 2nd level: a diamond.
        new(GroupKind.Access, "APP-RemoteConsole-Users", "Remote console of servers and network devices", "IT")
        {
            Nested = ["IT Support", "IT On-Call"],
        },
        new(GroupKind.Access, "APP-StatusPage-Editors", "May publish outages on the status page", "IT") { Nested = ["IT"] },
        new(GroupKind.Licence, "Licence - Office Suite E3", "Licence for people with a desk"),
        new(GroupKind.Licence, "Licence - Frontline F3", "Licence for people in plants and warehouses"),
        new(GroupKind.Company, "New Joiners", "People in their first three months; invited to the welcome days"),
    ];

    /// <summary>Those that make it rich.</summary>
    public static readonly IReadOnlyList<NamedGroup> Second =
    [
        new(GroupKind.Programme, "Programme - Northern Star", "Renewal of plants and warehouses until 2028"),
        new(GroupKind.Programme, "Programme - Clear Desk", "Paperless administration"),
        new(GroupKind.Programme, "Programme - Safe Harbour", "Information security certification", "IT"),
        new(GroupKind.Project, "Project Lantern", "New lighting and energy control in all plants", "Facilities"),
        new(GroupKind.Project, "Project Anvil", "Second machining centre", "Manufacturing", 5),
        new(GroupKind.Project, "Project Atlas", "One map of all suppliers", "Logistics"),
        new(GroupKind.Project, "Project ATLAS", "Handbook of brand and tone", "Marketing", 0),
        new(GroupKind.Project, "Project Paperboy", "Digital incoming mail", "Finance"),
        new(GroupKind.Project, "Project Drawbridge", "Access to plants by badge and phone", "IT"),
        new(GroupKind.Project, "Project Songbird", "Voice assistant for field service", "R&D"),
        new(GroupKind.Project, "Project Tailwind", "Lorries with electric drive", "Logistics", 1),
        new(GroupKind.Project, "Project Evergreen", "Moves every notebook to the new system", "IT"),
        new(GroupKind.Access, "APP-SAP-Users", "Sign-in to SAP", "Finance")
        {
            Nested = ["Finance", "Logistics - Supply Planning", "IT Applications - SAP"],
        },
        new(GroupKind.Access, "APP-SAP-Payment-Approvers", "Second pair of eyes for payments", "Finance"),
        new(GroupKind.Access, "APP-CRM-Users", "Customer database", "Sales")
        {
            Nested = ["Sales", "Marketing", "Customer Service - Contact Centre"],
        },
        new(GroupKind.Access, "APP-CRM-Administrators", "Fields, layouts and imports of the customer database", "Sales"),
        new(GroupKind.Access, "APP-HR-Files-Readers", "Read personnel files", "HR")
        {
            Nested = ["HR Business Partners", "HR - Operations"],
        },
        new(GroupKind.Access, "APP-Payroll-Editors", "Change salaries; reviewed every quarter", "HR") { Nested = ["HR - Payroll"] },
        new(GroupKind.Access, "APP-Recruiting-Users", "Job postings and applications", "HR") { Nested = ["HR - Recruiting"] },
        new(GroupKind.Access, "APP-Contracts-Readers", "Read the contract archive", "Legal") { Nested = ["Legal"] },
        new(GroupKind.Access, "APP-CAD-Users", "Licence server of the CAD system", "R&D")
        {
            Nested = ["R&D - Mechanics", "Manufacturing - Tooling"],
        },
        new(GroupKind.Access, "APP-Git-Developers", "Write access to source code", "R&D") { Nested = ["R&D - Software"] },
        new(GroupKind.Access, "APP-WMS-Operators", "Warehouse terminals", "Logistics")
        {
            Nested = ["Logistics - Warehouse", "Logistics - Inbound"],
        },
        new(GroupKind.Access, "APP-MES-Operators", "Machine terminals", "Manufacturing"),
        new(GroupKind.Access, "APP-BI-Viewers", "Open reports and dashboards"),
        new(GroupKind.Access, "APP-BI-Authors", "Build reports and dashboards", "Finance"),
        new(GroupKind.Access, "APP-VPN-Users", "Work from home and on the road"),
        new(GroupKind.Access, "APP-TravelBooking-Users", "Book flights, trains and hotels"),
        new(GroupKind.Access, "APP-Visitor-Badges-Editors", "Print badges for visitors", "Facilities")
        {
            Nested = ["Facilities - Reception"],
        },
        new(GroupKind.Access, "APP-Badge-Administrators", "Open and close doors", "Facilities")
        {
            Nested = ["Facilities - Plant Security"],
        },
        new(GroupKind.Access, "APP-PhoneSystem-Agents", "Phone queues of the contact centre", "Customer Service"),
        new(GroupKind.Access, "APP-SparePartsShop-Editors", "Catalogue and prices of the web shop", "Customer Service")
        {
            Nested = ["Customer Service - Spare Parts"],
        },
        new(GroupKind.Access, "APP-Website-Editors", "Publish on the website", "Marketing") { Nested = ["Marketing - Digital"] },
        new(GroupKind.Licence, "Licence - Diagram Editor", "Licence for the diagram editor; 90 days unused and it is withdrawn"),
        new(GroupKind.Company, "Works Council", "Elected members of the works council"),
        new(GroupKind.Company, "First Aiders", "Trained first aiders of all sites"),
        new(GroupKind.Company, "Fire Wardens", "Lead people out of the building"),
        new(GroupKind.Company, "Data Protection Coordinators", "One contact for privacy in each department"),
        new(GroupKind.Company, "Apprentices and Trainees", "In training until their final exam"),
        new(GroupKind.Company, "Crisis Team", "Meets when a site stands still"),
        new(GroupKind.Community, "Community - Data Analytics", "Talks about reports and numbers"),
        new(GroupKind.Community, "Community - Power BI", "Questions and answers about dashboards")
        {
            Nested = ["Community - Data Analytics"],
        },
        new(GroupKind.Community, "Community - Running", "Company runs, every Thursday"),
        new(GroupKind.Community, "Community - Women in Technology", "Network and mentoring"),
        new(GroupKind.Community, "Community - Python", "Scripts for everyday work"),
        new(GroupKind.Distribution, "DL - Canteen Menu Hamburg", "Menu of the week", null, 0),
        new(GroupKind.Distribution, "DL - Company News", "News of the executive board"),
        new(GroupKind.Distribution, "DL - IT Announcements", "Maintenance windows and outages"),
        new(GroupKind.Distribution, "DL - Press Review", "What others write about us", "Marketing"),
        new(GroupKind.Distribution, "DL - Car Pool Rotterdam", null, null, 1),
        new(GroupKind.Distribution, "DL - Quality Bulletin", "Complaints and lessons", "Manufacturing"),
        new(GroupKind.Access, "RING-1 Update Pilots", "Get updates of notebooks a week before everybody", "IT"),
        new(GroupKind.Access, "RING-2 Early Updates", "Get updates of notebooks two days before everybody"),
        new(GroupKind.Legacy, "IT Support - Mainframe", "Closed; kept for the audit until 2027", "IT"),
        new(GroupKind.Legacy, "APP-LegacyFax-Users", "Fax server, switched off", "IT"),
        new(GroupKind.Legacy, "Site - Porto ", "Old list, replaced; note the space at the end", null, 4),
        new(GroupKind.Legacy, "All managers", "Old list, replaced by All Managers"),
    ];
}
