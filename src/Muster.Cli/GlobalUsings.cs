global using Muster.Server.Wording;
