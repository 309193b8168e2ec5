global using Apertis.Client.Settings;
