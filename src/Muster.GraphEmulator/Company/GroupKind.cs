namespace Muster.GraphEmulator.Company;

/// <summary>What a group is for; decides who its members are and what may happen to it.</summary>
internal enum GroupKind
{
    Company,
    Site,
    Department,
    Team,
    Unit,
    SiteDepartment,
    OnCall,
    Licence,
    Access,
    Workspace,
    Distribution,
    Community,
    Programme,
    Project,
    Legacy,
}
