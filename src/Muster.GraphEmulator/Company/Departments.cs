namespace Muster.GraphEmulator.Company;

/// <summary>The departments of a manufacturer of medium size, with the teams an administrator would expect.</summary>
internal static class Departments
{
    public static readonly IReadOnlyList<DepartmentPlan> All =
    [
        new(
            "IT",
            150,
            "Chief Information Officer",
            true,
            ["IT Specialist", "Systems Engineer", "Support Engineer", "IT Analyst", "Cloud Engineer", "IT Service Manager"],
            [
                new("IT Support", 0, "All support teams of IT; parent of the network, hardware and software teams"),
                new("IT Support - Network", 0, "Network support at every level", "IT Support"),
                new("IT Support - Network 1st Level", 8, "First contact for LAN, WLAN and VPN incidents", "IT Support - Network"),
                new(
                    "IT Support - Network 2nd Level",
                    6,
                    "Switches, firewalls and WAN: incidents passed on by 1st level",
                    "IT Support - Network"
                ),
                new("IT Support - Hardware", 0, "Hardware support at every level", "IT Support"),
                new("IT Support - Hardware 1st Level", 8, "First contact for notebooks, printers and phones", "IT Support - Hardware"),
                new("IT Support - Hardware 2nd Level", 5, "Repairs, spare devices and warranty cases", "IT Support - Hardware"),
                new("IT Support - Software", 0, "Software support at every level", "IT Support"),
                new("IT Support - Software 1st Level", 10, "First contact for questions about applications", "IT Support - Software"),
                new("IT Support - Software 2nd Level", 7, "Packaging, licences and application incidents", "IT Support - Software"),
                new("IT Service Desk", 14, "Takes every call and ticket, hands over to IT Support"),
                new("IT Operations", 0, "Runs servers, cloud and databases"),
                new("IT Operations - Servers", 8, "Windows and Linux servers in the data centres", "IT Operations"),
                new("IT Operations - Cloud", 9, "Subscriptions, landing zones and cost control", "IT Operations"),
                new("IT Operations - Databases", 5, "Database administration and backup", "IT Operations"),
                new("IT Security", 0, "Protects accounts, devices and data"),
                new("IT Security - Identity and Access", 5, "Accounts, groups, sign-in and access reviews", "IT Security"),
                new("IT Security - Incident Response", 5, "Handles security incidents around the clock", "IT Security"),
                new("IT Applications", 0, "Owns the business applications"),
                new("IT Applications - SAP", 11, "Customising and support of SAP", "IT Applications"),
                new("IT Applications - Workplace", 7, "Mail, Teams, intranet and meeting rooms", "IT Applications"),
                new("IT Applications - Integration", 6, "Interfaces between applications", "IT Applications"),
                new("IT Project Office", 5, "Plans and reports all IT projects"),
            ]
        ),
        new(
            "HR",
            75,
            "Chief People Officer",
            true,
            ["HR Specialist", "Recruiter", "Payroll Accountant", "HR Business Partner", "Learning Consultant"],
            [
                new("HR Business Partners", 8, "Contact persons of HR for each department"),
                new("HR - Recruiting", 8, "Finds and hires people"),
                new("HR - Payroll", 7, "Salaries, time accounts and social insurance"),
                new("HR - Learning and Development", 5, "Trainings, talent programmes and apprentices"),
                new("HR - Operations", 8, "Contracts, personnel files and letters"),
            ]
        ),
        new(
            "Finance",
            115,
            "Chief Financial Officer",
            true,
            ["Accountant", "Controller", "Financial Analyst", "Tax Specialist", "Treasury Analyst", "Auditor"],
            [
                new("Finance - Accounts Payable", 10, "Checks and pays supplier invoices"),
                new("Finance - Accounts Receivable", 9, "Invoices to customers and dunning"),
                new("Finance - Controlling", 10, "Budgets, forecasts and cost centres"),
                new("Finance - Treasury", 4, "Cash, banks and currencies"),
                new("Finance - Tax", 3, "Tax returns and transfer prices"),
                new("Finance - Internal Audit", 3, "Audits processes and access rights"),
            ]
        ),
        new(
            "Sales",
            240,
            "Chief Sales Officer",
            true,
            ["Account Manager", "Sales Representative", "Key Account Manager", "Sales Engineer", "Bid Manager"],
            [
                new("Sales - DACH", 10, "Customers in Germany, Austria and Switzerland"),
                new("Sales - Nordics", 7, "Customers in Northern Europe"),
                new("Sales - Benelux", 6, "Customers in Belgium, the Netherlands and Luxembourg"),
                new("Sales - Southern Europe", 8, "Customers in France, Spain, Portugal and Italy"),
                new("Sales - North America", 7, "Customers in Canada and the United States"),
                new("Sales - Asia", 6, "Customers in India and East Asia"),
                new("Sales - Key Accounts", 5, "The twenty largest customers"),
                new("Sales - Inside Sales", 9, "Offers and orders by phone and mail"),
                new("Sales - Operations", 4, "Prices, commissions and sales reports"),
            ]
        ),
        new(
            "Manufacturing",
            480,
            "Chief Operations Officer",
            false,
            ["Machine Operator", "Assembly Technician", "Production Planner", "Quality Inspector", "Maintenance Technician", "Toolmaker"],
            [
                new("Manufacturing - Assembly", 24, "Final assembly lines"),
                new("Manufacturing - Machining", 18, "Turning, milling and grinding"),
                new("Manufacturing - Paint Shop", 7, "Surface treatment and painting"),
                new("Manufacturing - Tooling", 6, "Tools, jigs and fixtures"),
                new("Manufacturing - Maintenance", 9, "Keeps the machines running"),
                new("Manufacturing - Quality", 0, "Quality in production"),
                new("Manufacturing - Quality Inspection", 7, "Measures and releases parts", "Manufacturing - Quality"),
                new("Manufacturing - Quality Systems", 3, "Audits, certificates and complaints", "Manufacturing - Quality"),
                new("Manufacturing - Production Planning", 5, "Plans orders, material and shifts"),
            ]
        ),
        new(
            "Logistics",
            230,
            "Head of Logistics",
            false,
            ["Warehouse Operative", "Forklift Driver", "Dispatcher", "Customs Specialist", "Supply Planner"],
            [
                new("Logistics - Inbound", 9, "Goods receipt and inspection"),
                new("Logistics - Warehouse", 16, "Storage and picking"),
                new("Logistics - Outbound", 10, "Packing and shipping"),
                new("Logistics - Customs", 3, "Export control and customs declarations"),
                new("Logistics - Fleet", 5, "Own lorries and company cars"),
                new("Logistics - Supply Planning", 5, "Plans stock between the sites"),
            ]
        ),
        new(
            "Customer Service",
            220,
            "Head of Customer Service",
            true,
            ["Service Agent", "Service Technician", "Technical Support Engineer", "Case Manager"],
            [
                new("Customer Service - Contact Centre", 14, "Answers customers by phone, mail and chat"),
                new("Customer Service - Technical Support", 9, "Technical questions about products"),
                new("Customer Service - Field Service", 11, "Repairs and maintenance at the customer's"),
                new("Customer Service - Returns", 4, "Returned goods and credit notes"),
                new("Customer Service - Spare Parts", 5, "Spare part orders and catalogue"),
            ]
        ),
        new(
            "R&D",
            210,
            "Chief Technology Officer",
            true,
            ["Design Engineer", "Software Engineer", "Electronics Engineer", "Test Engineer", "Research Scientist", "Systems Architect"],
            [
                new("R&D - Mechanics", 10, "Mechanical design of all product lines"),
                new("R&D - Electronics", 7, "Boards, sensors and drives"),
                new("R&D - Software", 0, "All software of the products"),
                new("R&D - Embedded Software", 9, "Firmware of controllers", "R&D - Software"),
                new("R&D - Cloud Software", 6, "Customer portal and device cloud", "R&D - Software"),
                new("R&D - Test Lab", 6, "Endurance, climate and EMC tests"),
                new("R&D - Materials", 3, "Materials and lubricants"),
                new("R&D - Product Design", 3, "Look, feel and usability"),
                new("R&D - Patents", 2, "Inventions and property rights"),
            ]
        ),
        new(
            "Marketing",
            75,
            "Chief Marketing Officer",
            true,
            ["Marketing Specialist", "Content Editor", "Event Manager", "Product Marketing Manager"],
            [
                new("Marketing - Brand", 5, "Brand, design and press"),
                new("Marketing - Digital", 6, "Website, campaigns and social media"),
                new("Marketing - Events", 4, "Fairs and customer days"),
                new("Marketing - Product Marketing", 6, "Launches, prices and brochures"),
            ]
        ),
        new(
            "Legal",
            35,
            "General Counsel",
            true,
            ["Legal Counsel", "Compliance Officer", "Paralegal", "Contract Manager"],
            [
                new("Legal - Contracts", 6, "Drafts and checks contracts"),
                new("Legal - Compliance", 4, "Code of conduct, sanctions and whistle-blowing"),
                new("Legal - Data Protection", 3, "Privacy and records of processing"),
            ]
        ),
        new(
            "Facilities",
            85,
            "Head of Facilities",
            false,
            ["Facility Technician", "Security Officer", "Receptionist", "Cook", "Electrician"],
            [
                new("Facilities - Building Services", 8, "Heating, power and lifts"),
                new("Facilities - Reception", 5, "Welcomes visitors, books rooms"),
                new("Facilities - Plant Security", 5, "Gates, badges and patrols"),
                new("Facilities - Catering", 6, "Canteens and conferences"),
            ]
        ),
        new(
            "Corporate Office",
            25,
            "Chief of Staff",
            true,
            ["Executive Assistant", "Strategy Manager", "Communications Manager", "Sustainability Manager"],
            [
                new("Corporate Office - Strategy", 4, "Strategy and acquisitions"),
                new("Corporate Office - Communications", 4, "News to staff and press"),
                new("Corporate Office - Assistants", 5, "Assistants of the executive board"),
            ]
        ),
    ];
}
