"""Matrices of the coded interviews: by case, theme and wave; pairs of themes; saturation; trajectories."""
